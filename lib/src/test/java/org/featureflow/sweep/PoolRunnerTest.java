package org.featureflow.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Tiny;
import org.featureflow.experiment.TrialListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PoolRunnerTest {
    private static final RunnerSettings ONE_THREAD = new RunnerSettings(1, null, "cpu");

    @TempDir
    private Path folder;

    /** What an earlier test started may take its time to end; then the children of this process are a pool's. */
    @BeforeEach
    void awaitTheEndOfTheChildren() throws Exception {
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            child.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private RunStore store(String name) {
        return new RunStore(folder.resolve(name));
    }

    private static RunSpec small(int seed) {
        return Tiny.dense().with("epochs", 1).with("seed", seed).spec();
    }

    /** Runs for longer than any limit here. */
    private static RunSpec endless() {
        return Tiny.dense().with("epochs", 500).spec();
    }

    @Test
    void childrenLeaveTheRecordsOfThisProcess() {
        List<RunSpec> trials = List.of(Tiny.dense().spec(), Tiny.pruned().spec(), small(2));
        List<String> ended = new ArrayList<>();
        try (PoolRunner pool = new PoolRunner(2, ONE_THREAD);
                InProcessRunner local = new InProcessRunner(ONE_THREAD)) {
            pool.run(trials, store("pool"), new TrialListener() {
                @Override
                public void ended(RunSpec trial, RunRecord record) {
                    ended.add(trial.id());
                }
            });
            local.run(trials, store("local"), TrialListener.NONE);
        }
        assertThat(ended)
                .containsExactlyInAnyOrderElementsOf(
                        trials.stream().map(RunSpec::id).toList());
        for (RunSpec trial : trials) {
            RunRecord there = store("pool").record(trial).orElseThrow();
            RunRecord here = store("local").record(trial).orElseThrow();
            assertThat(there.isFinished()).as(there.error()).isTrue();
            assertThat(there.sameFigures(here)).as(trial.id()).isTrue();
            assertThat(there.surroundings().threads()).isEqualTo(1);
        }
    }

    @Test
    void aTrialThatThrowsFailsAloneAndIsTriedAgainOnRequest() {
        RunSpec diverging = Tiny.dense()
                .with("learning-rate", 1e30)
                .with("schedule", "constant")
                .spec();
        RunStore store = store("throws");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD)) {
            pool.run(List.of(diverging, small(1)), store, TrialListener.NONE);
            RunRecord failed = store.record(diverging).orElseThrow();
            assertThat(failed.isFinished()).isFalse();
            assertThat(failed.error()).contains("loss");
            assertThat(store.record(small(1)).orElseThrow().isFinished()).isTrue();
            List<String> begun = new ArrayList<>();
            TrialListener starts = new TrialListener() {
                @Override
                public void started(RunSpec trial) {
                    begun.add(trial.id());
                }
            };
            pool.run(List.of(diverging, small(1)), store, starts);
            assertThat(begun).isEmpty();
            assertThat(Failures.forget(List.of(diverging, small(1)), store)).isEqualTo(1);
            pool.run(List.of(diverging, small(1)), store, starts);
            assertThat(begun).containsExactly(diverging.id());
        }
    }

    @Test
    void aChildWithoutMemoryFailsItsTrial() {
        RunStore store = store("memory");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD, List.of("-Xmx8m"), Duration.ofSeconds(1))) {
            pool.run(List.of(small(1)), store, TrialListener.NONE);
        }
        assertThat(store.record(small(1)).orElseThrow().error())
                .startsWith("Its process ran out of memory; use a smaller batch");
    }

    @Test
    void aTrialOverItsTimeLimitFailsWithACheckpointAndTheNextIsRun() {
        RunStore store = store("late");
        RunnerSettings limited = new RunnerSettings(1, Duration.ofSeconds(8), "cpu");
        AtomicBoolean trained = new AtomicBoolean();
        try (PoolRunner pool = new PoolRunner(1, limited)) {
            pool.run(List.of(endless(), small(1)), store, new TrialListener() {
                @Override
                public void progress(RunSpec trial, double fraction, String text) {
                    trained.compareAndSet(false, trial.equals(endless()));
                }
            });
        }
        assertThat(store.record(endless()).orElseThrow().error())
                .startsWith("It took longer than its time limit of 8 s; raise --time-limit");
        assertThat(store.record(small(1))).isPresent();
        // On a busy machine the time may be up before the first step, for the next trial too.
        assumeThat(trained.get()).as("it came to its first step").isTrue();
        assertThat(store.folder(endless()).resolve("checkpoints")).isNotEmptyDirectory();
    }

    @Test
    void aChildThatHangsIsKilledAfterItsTimeLimit() {
        RunStore store = store("hangs");
        RunnerSettings limited = new RunnerSettings(1, Duration.ofSeconds(10), "cpu");
        SignalAtFirstProgress stop = new SignalAtFirstProgress("STOP");
        try (PoolRunner pool = new PoolRunner(1, limited, List.of(), Duration.ofSeconds(1))) {
            pool.run(List.of(endless()), store, stop);
        }
        assertThat(store.record(endless()).orElseThrow().error()).startsWith("It took longer than its time limit");
        // On a busy machine the time may be up before its first word; then it ended by itself, with the same words.
        assumeThat(stop.sent).as("it was stopped").isTrue();
    }

    @Test
    void aChildThatCrashesFailsItsTrialAndTheNextIsRun() {
        RunStore store = store("crashes");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD)) {
            pool.run(List.of(endless()), store, new SignalAtFirstProgress("ABRT"));
            pool.run(List.of(endless(), small(1)), store, TrialListener.NONE);
        }
        assertThat(store.record(endless()).orElseThrow().error())
                .startsWith("Its process crashed in native code")
                .contains("what it said");
        assertThat(store.record(small(1)).orElseThrow().isFinished()).isTrue();
    }

    @Test
    void whereNoChildCanStartTheSweepEndsAndNoTrialHasFailed() {
        RunStore store = store("refused");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD, List.of("-Xmx1k"), Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> pool.run(List.of(small(1)), store, TrialListener.NONE))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith("No process for a trial can be started: ")
                    .hasMessageContainingAll("heap", "FEATUREFLOW_JAVA_OPTIONS");
        }
        assertThat(store.record(small(1))).isEmpty();
    }

    @Test
    void aTrialWhoseChildIsToldToEndStaysOpenAndTheNextIsRun() {
        RunStore store = store("told");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD)) {
            pool.run(List.of(endless(), small(1)), store, new SignalAtFirstProgress("TERM"));
        }
        assertThat(store.record(endless())).isEmpty();
        assertThat(store.record(small(1)).orElseThrow().isFinished()).isTrue();
    }

    @Test
    void aListenerThatFailsEndsTheChildAndTheSweep() throws Exception {
        RunStore store = store("deaf");
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD)) {
            assertThatThrownBy(() -> pool.run(List.of(endless(), small(1)), store, new TrialListener() {
                        @Override
                        public void progress(RunSpec trial, double fraction, String text) {
                            throw new UnsupportedOperationException("no room for it");
                        }
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("no room for it");
        }
        // Fails if one goes on.
        awaitTheEndOfTheChildren();
        assertThat(store.record(endless())).isEmpty();
        assertThat(store.record(small(1))).isEmpty();
    }

    @Test
    void aLineThatSomethingElseWroteIntoIsNoProgress() {
        List<String> told = new ArrayList<>();
        for (String line :
                List.of("@progress 0.250000 epoch 1", "@progress 0.2warning 5 epoch", "@progress 1.0", "x")) {
            TrialWorker.readProgress(line, (fraction, text) -> told.add(fraction + " " + text));
        }
        assertThat(told).containsExactly("0.25 epoch 1");
    }

    @Test
    void inThisProcessToADeadlineStopsATrialBetweenSteps() {
        RunStore store = store("local");
        RunnerSettings limited = new RunnerSettings(1, Duration.ofSeconds(3), "cpu");
        try (InProcessRunner local = new InProcessRunner(limited)) {
            local.run(List.of(endless(), small(1)), store, TrialListener.NONE);
        }
        assertThat(store.record(endless()).orElseThrow().error()).startsWith("It took longer than its time limit");
        assertThat(store.record(small(1))).isPresent();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** Sends a signal to the only child of this process that runs a trial. */
    private static final class SignalAtFirstProgress implements TrialListener {
        private final String signal;
        private boolean sent;

        SignalAtFirstProgress(String signal) {
            this.signal = signal;
        }

        @Override
        public void progress(RunSpec trial, double fraction, String text) {
            if (!sent) {
                sent = true;
                // Other than the child that tells this, there is none.
                assertThat(ProcessHandle.current().children()).hasSize(1).allSatisfy(c -> send(signal, c.pid()));
            }
        }
    }

    private static void send(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDeviceThatIsNoneIsRefusedOnce() {
        assertThatThrownBy(() -> new PoolRunner(2, new RunnerSettings(1, null, "gpu1")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("There is no device “gpu1”; use auto, cpu, gpu or gpu:N.");
    }

    @Test
    void aPoolThatWasInterruptedRunsAgain() throws InterruptedException {
        RunSpec trial = Tiny.dense().with("epochs", 8).spec();
        try (PoolRunner pool = new PoolRunner(1, ONE_THREAD)) {
            Thread caller = Thread.currentThread();
            assertThatThrownBy(() -> pool.run(List.of(trial), store("pool"), new TrialListener() {
                        @Override
                        public void progress(RunSpec which, double fraction, String text) {
                            caller.interrupt();
                        }
                    }))
                    .isInstanceOf(SweepStoppedException.class);
            Thread.interrupted();
            assertThat(store("pool").record(trial)).as("what was interrupted").isEmpty();
            pool.run(List.of(trial), store("pool"), TrialListener.NONE);
        }
        assertThat(store("pool").record(trial).orElseThrow().isFinished()).isTrue();
    }
}
