package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSettings;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Trial;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private static Path folder;

    private static RunStore store;
    private static RunSpec spec;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void aRun() {
        store = new RunStore(folder.resolve("runs"));
        spec = RunSettings.of("resnet20@0.25", "synthetic:200:40:16")
                .with("epochs", 2)
                .with("batch", 20)
                .with("importance", "l2")
                .with("retrain-epochs", 1)
                .spec();
        Trial.of(spec, store).run();
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void theFirstEpochComesOutAgain() {
        int code = run("verify", store.folder(spec).toString(), "--device", "cpu");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("epoch 1 repeated; all ").contains("agree to the last digit");
    }

    @Test
    void allOfItComesOutAgain() {
        int code = run(
                "verify", spec.hash().substring(0, 8), "--runs", store.root().toString(), "--whole", "--device", "cpu");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("the whole run repeated; all ");
    }

    /** A sweep that was begun with other threads than it was ended with. */
    @Test
    void theTrainingIsRepeatedWithItsOwnThreads() {
        int before = EngineSettings.threads();
        RunSpec other = spec.withSeed(5);
        try {
            EngineSettings.threads(1);
            Trial.of(other.base(), store).run();
            EngineSettings.threads(2);
            Trial.of(other, store).run();
        } finally {
            EngineSettings.threads(before);
        }
        RunRecord record = store.record(other).orElseThrow();
        assertThat(record.trainedAt().threads()).isEqualTo(1);
        assertThat(record.surroundings().threads()).isEqualTo(2);
        for (String extent : new String[] {"--epochs=2", "--whole"}) {
            assertThat(run("verify", store.folder(other).toString(), extent, "--device", "cpu"))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(out.toString()).doesNotContain("threads");
    }

    @Test
    void threadsThatAreAskedForAreMeantForAllOfIt() {
        int before = EngineSettings.threads();
        RunSpec other = spec.withSeed(6);
        try {
            EngineSettings.threads(2);
            Trial.of(other, store).run();
            run("verify", store.folder(other).toString(), "--whole", "--device", "cpu", "--threads", "1");
        } finally {
            EngineSettings.threads(before);
        }
        assertThat(out.toString()).as(err.toString()).contains("training's threads");
    }

    @Test
    void aChangedFigureIsFound() throws IOException {
        String json = store.record(spec).orElseThrow().toJson();
        Path changed = folder.resolve("changed.json");
        Files.writeString(changed, json.replace("\"penalty\": 0,", "\"penalty\": 0.5,"));
        int code = run("verify", changed.toString(), "--epochs", "2", "--device", "cpu");
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("epochs 1 to 2 repeated; 2 of ")
                .contains("figures differ, by 1.0e+00 of their size at most.")
                .contains("trained.history.1.penalty");
    }

    @Test
    void whatIsNoRecordIsRefusedInOneSentence() throws IOException {
        Path file = folder.resolve("other.json");
        Files.writeString(file, "{\"kind\": \"training\"}");
        assertThat(run("verify", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("other.json: This is no record of a trial");
        assertThat(run("verify", "nothing", "--runs", store.root().toString())).isEqualTo(1);
        assertThat(err.toString()).contains("There is no run “nothing”");
    }

    @Test
    void aRunThatCannotBeRepeatedHereIsSaidToBeThat() throws IOException {
        Path record = folder.resolve("other-images/record.json");
        Files.createDirectories(record.getParent());
        String text = Files.readString(store.folder(spec).resolve("record.json"));
        RunSpec other = RunSpec.fromJson(spec.toJson().replace(spec.data().checksum(), "0".repeat(64)));
        Files.writeString(
                record, text.replace(spec.data().checksum(), "0".repeat(64)).replace(spec.id(), other.id()));
        assertThat(run("verify", record.getParent().toString(), "--whole", "--device", "cpu"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("could not be repeated", "others than the run was specified with");
    }
}
