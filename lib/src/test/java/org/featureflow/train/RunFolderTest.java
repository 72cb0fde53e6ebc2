package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final DataSet DATA = Synthetic.of(40, 10, 16, 5);

    @TempDir
    private Path temporary;

    private RunFolder run;

    @BeforeEach
    void name() {
        run = new RunFolder(temporary.resolve("run"));
    }

    private void train() {
        Recipe recipe = Recipes.quick().withEpochs(1).withBatch(20).withValidation(0);
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            RecordedTraining.of(Training.of(network, DATA).recipe(recipe), DATA).into(run.path());
        }
    }

    /** A name as a killed write leaves it. */
    private static Path leftover(Path folder) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve(".ffr-" + UUID.randomUUID() + ".tmp"), "hal");
    }

    @Test
    void aRunThatIsUnderWayIsLeftAlone() throws IOException {
        Path written = leftover(run.checkpoints());
        try (RunLock lock = RunLock.tryTake(run.lock()).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(this::train)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("The run in " + run.path() + " is under way; wait until it has ended, or end it.");
            assertThat(written).as("what the other run is writing").exists();
            assertThat(run.record()).doesNotExist();
        }
    }

    @Test
    void whatKilledRunsLeftGoesWhenTheNextOneBegins() throws IOException {
        Path here = leftover(run.path());
        Path below = leftover(run.checkpoints());
        train();
        assertThat(run.isFinished()).isTrue();
        assertThat(here).doesNotExist();
        assertThat(below).doesNotExist();
    }

    @Test
    void aFolderIsFreeAgainWhenTheFirstCheckpointCannotBeWritten() throws IOException {
        Files.createDirectories(run.path());
        Files.writeString(run.checkpoints(), "in the way");
        assertThatThrownBy(this::train).isInstanceOf(FeatureFlowException.class).hasMessageContaining("checkpoints");
        assertThatCode(() -> run.require(false, false)).doesNotThrowAnyException();
        train();
        assertThat(run.isFinished()).isTrue();
    }

    @Test
    void whatARunThatCouldNotBeginLeftIsNoOtherFile() throws IOException {
        leftover(run.path());
        leftover(run.checkpoints());
        RunLock.tryTake(run.lock()).orElseThrow().close();
        assertThatCode(() -> run.require(false, false)).doesNotThrowAnyException();
        Files.writeString(run.checkpoints().resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> run.require(false, false)).hasMessageContaining("holds other files than a run's");
    }
}
