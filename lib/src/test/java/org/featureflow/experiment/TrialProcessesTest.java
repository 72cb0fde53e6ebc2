package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.ChildJvm;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    void end() throws InterruptedException {
        EngineSettings.threads(threads);
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void killedInEitherTrainingARunEndsWithTheFiguresOfAnUndisturbedOne() throws IOException, InterruptedException {
        RunStore store = new RunStore(folder.resolve("killed"));
        for (String moment : List.of("epoch 1 of 3, loss", "epoch 2 of 3, ", "retraining epoch 2 of 3, ")) {
            Process process = start(store.root());
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
        Path release = folder.resolve("release");
        Process first = start(store.root(), release);
        await(first, "started");
        assertThatThrownBy(() -> Trial.of(RunOnce.spec(), store).waiting(false).run())
                .isInstanceOf(RunBusyException.class)
                .hasMessageContaining("is under way elsewhere");
        assertThatThrownBy(() -> store.remove(RunOnce.spec().id())).hasMessageContaining("is under way");
        Process second = start(store.root(), release);
        String waits =
                "waits for another process that is at work on " + RunOnce.spec().id();
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
                        goOnceBothWait(second, waits, release);
                    }
                })
                .run();
        assertThat(told).containsExactly(waits);
        assertThat(record.isFinished()).isTrue();
        assertThat(output(first)).last().isEqualTo(record.toString());
        assertThat(output(second)).containsExactly(record.toString());
    }

    /** Lets the first process go on when the second has come to the lock, as this one has. */
    private static void goOnceBothWait(Process second, String waits, Path release) {
        try {
            assertThat(second.inputReader().readLine()).isEqualTo(waits);
            Files.createFile(release);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(Object... arguments) throws IOException {
        Process process = ChildJvm.of(RunOnce.class, arguments)
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
