package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Devices;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Trial;
import org.featureflow.experiment.TrialListener;
import org.featureflow.sweep.TrialRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On Spark's own master and two workers in JVMs of their own. The last tests kill one worker, and then the other. */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterTest {
    private static final int EPOCHS = 8;

    /** Executors that live for seconds. */
    private static final String FLAGS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    @TempDir
    static Path folder;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        EngineSettings.threads(1);
        cluster = LocalCluster.start(2, 1, folder.resolve("cluster"), List.of(gpus(5), gpus(7)));
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    /** A worker's settings that pretend it has a GPU with such an address. */
    private static String gpus(int address) throws IOException {
        Path script = folder.resolve("gpus-" + address + ".sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + address + "\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path settings = folder.resolve("worker-" + address + ".conf");
        Files.writeString(
                settings,
                "spark.worker.resource.gpu.amount 1\nspark.worker.resource.gpu.discoveryScript " + script + "\n");
        return settings.toString();
    }

    private static Map<String, String> options(String... more) {
        Map<String, String> all = new HashMap<>(Map.of("spark.executor.extraJavaOptions", FLAGS));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    @Order(1)
    void aTrialComputesOnTheGpuThatSparkGivesItsTask() {
        assumeThat(Devices.choose("auto").device().isGpu())
                .as("this machine has no GPU")
                .isFalse();
        RunStore store = new RunStore(folder.resolve("gpu"));
        RunSpec trial = Tiny.dense(1, 1);

        try (TrialRunner runner = SparkRunner.open(cluster.address(), options("device", "gpu"))) {
            runner.run(List.of(trial), store, TrialListener.NONE);
        }

        // There is none, so the attempt ends there, in a record.
        RunRecord record = store.record(trial).orElseThrow();
        assertThat(record.surroundings().device()).isIn("gpu:5", "gpu:7");
        assertThat(record.error()).startsWith("Cannot use a GPU");
    }

    @Test
    @Order(2)
    void everyTrialEndsWithTheFiguresOfThisProcessThoughAWorkerIsKilledInTheMiddle() {
        RunStore store = new RunStore(folder.resolve("runs"));
        RunStore here = new RunStore(folder.resolve("here"));
        List<RunSpec> trials = new ArrayList<>(Tiny.seeds(EPOCHS, 3));
        trials.add(Tiny.impossible(EPOCHS));
        Killer killer = new Killer(store);

        try (TrialRunner runner = SparkRunner.open(cluster.address(), options())) {
            runner.run(trials, store, killer);
        }

        assertThat(killer.timings)
                .as("trials under way when the worker was killed")
                .isNotEmpty();
        for (RunSpec trial : trials) {
            RunRecord expected = Trial.of(trial, here).run();
            assertThat(store.record(trial).orElseThrow().withoutTimes()).isEqualTo(expected.withoutTimes());
            assertThat(killer.ended).containsKey(trial.id());
        }
        List<String> again = trials.stream()
                .map(RunSpec::id)
                .filter(id -> killer.progress.getOrDefault(id, List.of()).stream()
                        .anyMatch(text -> text.startsWith("attempt 2, on ")))
                .toList();
        assertThat(again).as("trials that went on elsewhere").isNotEmpty();
        // The times of epochs that were done before are those of the first attempt: it did not start over.
        assertThat(again)
                .filteredOn(killer.timings::containsKey)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(timings(store, id)).startsWith(killer.timings.get(id)));
        assertThat(killer.timings.values()).allMatch(before -> !before.isEmpty());
    }

    @Test
    @Order(3)
    void aSweepDoesNotWaitForEverWhenItsLastWorkerIsGone() {
        // As the test before has left it; without that one it lives.
        kill(cluster.worker(0));
        RunStore store = new RunStore(folder.resolve("alone"));
        RunSpec trial = Tiny.dense(500, 1);
        Heard killer = new Heard() {
            @Override
            public void progress(RunSpec which, double fraction, String text) {
                super.progress(which, fraction, text);
                kill(cluster.worker(1));
            }
        };
        try (TrialRunner runner = SparkRunner.open(cluster.address(), options("wait", "15"))) {
            assertThatThrownBy(() -> runner.run(List.of(trial), store, killer))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("has given an executor for 15 s");
        }
        assertThat(killer.progress).containsKey(trial.id());
        assertThat(store.record(trial)).isEmpty();
    }

    private static void kill(Process worker) {
        List<ProcessHandle> all = new ArrayList<>(worker.descendants().toList());
        all.add(worker.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String timings(RunStore store, String id) {
        try {
            Path file = store.folder(id).resolve("timing.jsonl");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the first worker and its executor when every trial under way has finished two epochs. */
    private static final class Killer extends Heard {
        /** Trial → times of its epochs so far. */
        final Map<String, String> timings = new HashMap<>();

        private final Map<String, Double> underWay = new HashMap<>();
        private final RunStore store;

        Killer(RunStore store) {
            this.store = store;
        }

        @Override
        public void progress(RunSpec trial, double fraction, String text) {
            super.progress(trial, fraction, text);
            underWay.put(trial.id(), fraction);
            if (timings.isEmpty()
                    && underWay.size() == 2
                    && underWay.values().stream().allMatch(f -> f > 2.0 / EPOCHS)) {
                // What stands there now is behind a checkpoint or is done again: only lines before the last count.
                underWay.keySet().forEach(id -> timings.put(id, allButLast(timings(store, id))));
                kill(cluster.worker(0));
            }
        }

        @Override
        public void ended(RunSpec trial, RunRecord record) {
            super.ended(trial, record);
            underWay.remove(trial.id());
        }

        private static String allButLast(String lines) {
            int end = lines.lastIndexOf('\n', lines.length() - 2);
            return lines.substring(0, end + 1);
        }
    }
}
