package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Trial;
import org.featureflow.experiment.TrialListener;
import org.featureflow.sweep.TrialRunner;
import org.featureflow.sweep.TrialRunners;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class LocalModeTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void oneThread() {
        EngineSettings.threads(1);
    }

    @Test
    void trialsTwoAtATimeHaveTheFiguresOfTrialsOneByOneAndAFailureIsARecord() {
        RunSpec pruned = Tiny.settings(2)
                .with("seed", 1)
                .with("importance", "l1")
                .with("retrain-epochs", 1)
                .spec();
        List<RunSpec> trials = List.of(Tiny.dense(2, 1), pruned, Tiny.dense(2, 2), Tiny.impossible(2));
        RunStore onSpark = new RunStore(folder.resolve("spark"));
        RunStore here = new RunStore(folder.resolve("here"));
        Heard heard = new Heard();

        int threads = EngineSettings.threads();
        try (TrialRunner runner = TrialRunners.open("local[2]", Map.of("threads", "1"))) {
            runner.run(trials, onSpark, heard);
        }
        assertThat(EngineSettings.threads())
                .as("threads of this JVM afterwards")
                .isEqualTo(threads);

        for (RunSpec trial : trials) {
            RunRecord expected = alone(trial, here);
            RunRecord record = onSpark.record(trial).orElseThrow();
            assertThat(record.withoutTimes()).isEqualTo(expected.withoutTimes());
            assertThat(heard.ended.get(trial.id())).isEqualTo(record);
        }
        assertThat(heard.started)
                .containsExactlyInAnyOrderElementsOf(
                        trials.stream().map(RunSpec::id).toList());
        assertThat(heard.ended.get(Tiny.impossible(2).id()).error()).contains("are others than");
        assertThat(Files.exists(folder.resolve("spark/.progress"))).isFalse();
    }

    /** With one thread, as on Spark. */
    private static RunRecord alone(RunSpec trial, RunStore store) {
        int threads = EngineSettings.threads();
        EngineSettings.threads(1);
        try {
            return Trial.of(trial, store).run();
        } finally {
            EngineSettings.threads(threads);
        }
    }

    @Test
    void aTrialThatHasEndedIsLeftAlone() {
        RunStore store = new RunStore(folder);
        RunSpec trial = Tiny.dense(1, 1);
        RunRecord before = Trial.of(trial, store).run();
        Heard heard = new Heard();

        try (TrialRunner runner = SparkRunner.open("spark", Map.of())) {
            runner.run(List.of(trial), store, heard);
        }

        assertThat(store.record(trial)).contains(before);
        assertThat(heard.started).isEmpty();
    }

    @Test
    void aTrialThatTakesLongerThanItsLimitFailsAndTheNextOneRuns() {
        RunStore store = new RunStore(folder);
        RunSpec endless = Tiny.dense(5000, 1);
        RunSpec brief = Tiny.impossible(1);

        try (TrialRunner runner = SparkRunner.open("spark", Map.of("time-limit", "2"))) {
            runner.run(List.of(endless, brief), store, TrialListener.NONE);
        }

        assertThat(store.record(endless).orElseThrow().error()).contains("longer than its time limit");
        assertThat(store.record(brief).orElseThrow().error()).contains("are others than");
    }

    @Test
    void whatCannotBeIsSaidInOneSentence() {
        assertThatThrownBy(() -> SparkRunner.open("spark://127.0.0.1:1", Map.of()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("No Spark master answers at spark://127.0.0.1:1; start one");
        assertThatThrownBy(() -> SparkRunner.open("spark", Map.of("colour", "red")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Sweeps on Spark have no option “colour”");
        assertThatThrownBy(() -> SparkRunner.open("spark", Map.of("wait", "long")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The option wait is a number of seconds, not “long”.");
        assertThatThrownBy(() -> SparkRunner.open("mesos://x", Map.of()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Spark does not run on “mesos://x”");
    }
}
