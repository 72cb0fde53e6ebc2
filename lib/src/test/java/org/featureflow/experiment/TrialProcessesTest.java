package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialProcessesTest {
    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int threads;

    @BeforeEach
    void oneThreadAsInTheOtherProcesses() {
        threads = EngineSettings.threads();
        EngineSettings.threads(1);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        EngineSettings.threads(threads);
    }

    @Test
    void killedInEitherTrainingARunEndsWithTheFiguresOfAnUndisturbedOne() throws IOException, InterruptedException {
        RunStore store = new RunStore(folder.resolve("killed"));
        for (String moment : List.of("epoch 1 of 3, loss", "epoch 2 of 3, ", "retraining epoch 2 of 3, ")) {
            Process process = start(store);
            await(process, moment);
            process.destroyForcibly().waitFor();
            assertThat(store.record(RunOnce.spec())).isEmpty();
        }
        // Here, where the killed process's lock would be in the way.
        RunRecord resumed = Trial.of(RunOnce.spec(), store).waiting(false).run();
        RunRecord calm =
                Trial.of(RunOnce.spec(), new RunStore(folder.resolve("calm"))).run();
        assertThat(resumed.sameFigures(calm)).isTrue();
    }

    @Test
    void aRunThatIsUnderWayElsewhereIsWaitedForOrLeftAndNotRepeated() throws IOException {
        RunStore store = new RunStore(folder);
        Process first = start(store);
        await(first, "started");
        assertThatThrownBy(() -> Trial.of(RunOnce.spec(), store).waiting(false).run())
                .isInstanceOf(RunBusyException.class)
                .hasMessageContaining("is under way elsewhere");
        assertThatThrownBy(() -> store.remove(RunOnce.spec().id())).hasMessageContaining("is under way");
        Process second = start(store);
        List<String> told = new ArrayList<>();
        RunRecord record = Trial.of(RunOnce.spec(), store)
                .listener(new TrialListener() {
                    @Override
                    public void started(RunSpec trial) {
                        told.add("started");
                    }

                    @Override
                    public void progress(RunSpec trial, double fraction, String text) {
                        told.add(text);
                    }
                })
                .run();
        assertThat(told)
                .containsExactly("waits for another process that is at work on "
                        + RunOnce.spec().id());
        assertThat(record.isFinished()).isTrue();
        assertThat(output(first)).last().isEqualTo(record.toString());
        assertThat(output(second)).containsExactly(told.get(0), record.toString());
    }

    private Process start(RunStore store) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        command.addAll(List.of("-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RunOnce.class.getName()));
        command.add(store.root().toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static void await(Process process, String start) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line == null || !line.startsWith(start); line = out.readLine()) {
            assertThat(line).as("output of the run").isNotNull();
        }
    }

    private static List<String> output(Process process) {
        return process.inputReader().lines().collect(Collectors.toList());
    }
}
