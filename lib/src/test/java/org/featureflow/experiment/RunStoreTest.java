package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.train.RunLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
    @TempDir
    private Path folder;

    private final RunSpec spec = Tiny.dense().spec();
    private final RunSpec other = spec.withSeed(2);

    @Test
    void anEmptyStoreHasNothing() {
        RunStore store = new RunStore(folder.resolve("none"));
        assertThat(store.ids()).isEmpty();
        assertThat(store.records()).isEmpty();
        assertThat(store.record(spec)).isEmpty();
        assertThatThrownBy(() -> store.find("x"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("There is no run “x”");
    }

    @Test
    void whatIsWrittenIsFoundByIdAndHashAndRemoved() {
        RunStore store = new RunStore(folder);
        RunRecord record = RunRecord.failed(spec, "It went wrong.", null);
        store.write(record);
        store.writeSpec(other);
        assertThat(store.ids()).containsExactly(spec.id(), other.id());
        assertThat(store.spec(other.id())).isEqualTo(other);
        assertThat(store.record(other)).isEmpty();
        assertThat(store.records()).containsExactly(record);
        assertThat(store.find(spec.hash().substring(0, 6))).isEqualTo(spec.id());
        assertThat(store.find(other.id())).isEqualTo(other.id());
        assertThatThrownBy(() -> store.find("resnet20")).hasMessageContaining("2 runs begin with “resnet20”");
        store.remove(spec.id());
        assertThat(store.ids()).containsExactly(other.id());
        assertThat(store.folder(spec)).doesNotExist();
        assertThatThrownBy(() -> store.remove(spec.id())).hasMessageContaining("There is no run");
    }

    @Test
    void aFailureIsNotWrittenOverARecordNorOverARunThatIsUnderWay() {
        RunStore store = new RunStore(folder);
        RunRecord first = store.fail(spec, "It went wrong.", Duration.ZERO);
        assertThat(store.record(spec)).contains(first);
        assertThat(store.fail(spec, "Again.", Duration.ZERO)).isEqualTo(first);
        try (RunLock held = RunLock.tryTake(store.lockFile(other.id())).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(store.fail(other, "It took too long.", Duration.ofMillis(150))
                            .error())
                    .isEqualTo("It took too long.");
        }
        assertThat(store.record(other)).isEmpty();
    }

    @Test
    void aDamagedRecordIsNamed() throws IOException {
        RunStore store = new RunStore(folder);
        store.write(RunRecord.failed(spec, "It went wrong.", null));
        Path file = store.folder(spec).resolve("record.json");
        String whole = Files.readString(file);
        for (String damaged : new String[] {
            "", "[]", "{}", whole.substring(0, 200), whole.replace("featureflow.run.1", "featureflow.run.9")
        }) {
            Files.writeString(file, damaged);
            assertThatThrownBy(store::records)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("record.json")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aLockIsForOneThreadAtATime() throws InterruptedException {
        Path file = folder.resolve("locks/a");
        try (RunLock lock = RunLock.tryTake(file).orElseThrow()) {
            assertThat(lock).isNotNull();
            Optional<?>[] elsewhere = new Optional<?>[1];
            Thread thread = new Thread(() -> elsewhere[0] = RunLock.tryTake(file));
            thread.start();
            thread.join();
            assertThat(elsewhere[0]).isEmpty();
            assertThat(RunLock.tryTake(folder.resolve("locks/../locks/a"))).isEmpty();
        }
        try (RunLock again = RunLock.tryTake(file).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }
}
