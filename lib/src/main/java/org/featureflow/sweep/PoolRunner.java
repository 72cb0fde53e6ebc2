package org.featureflow.sweep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.featureflow.EndOfJvm;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Devices;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;

/**
 * Runs trials in child JVMs, several at a time, each trial in a new one. What goes wrong there (an exception, no memory, a native crash, an
 * endless loop with a time limit) fails that trial only.
 */
public final class PoolRunner implements TrialRunner {
    /** A little more than the time that a training in a child may take for its last step and checkpoint. */
    private static final Duration STOPPING = Duration.ofSeconds(125);

    private final int size;
    private final RunnerSettings settings;
    private final List<String> flags;
    private final Duration grace;
    private final Set<TrialProcess> children = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** Whether any child could be started; then one that cannot is short of something for the moment. */
    private volatile boolean begun;

    /**
     * Starts nothing yet.
     *
     * @param size how many at a time, at least 1
     * @param settings threads, time limit and device of a trial
     * @throws FeatureFlowException if the size is less than 1, or the device that was asked for cannot be used
     */
    public PoolRunner(int size, RunnerSettings settings) {
        this(size, settings, List.of(), Duration.ofSeconds(20));
    }

    /** With further flags for the children's JVMs, and the time a child has for its checkpoint when its time is up. */
    PoolRunner(int size, RunnerSettings settings, List<String> flags, Duration grace) {
        if (size < 1) {
            throw new FeatureFlowException("A pool needs at least 1 process, not " + size + ".");
        }
        // Here and once, not in every child.
        if (!settings.device().equals("auto")) {
            Devices.choose(settings.device());
        }
        this.size = size;
        this.settings = settings;
        this.flags = List.copyOf(flags);
        this.grace = grace;
    }

    @Override
    public void run(List<RunSpec> trials, RunStore store, TrialListener listener) {
        stopping = false;
        TrialListener told = new OneAtATime(listener);
        TrialQueue queue = new TrialQueue(
                trials.stream().filter(t -> store.record(t).isEmpty()).toList(), store::isSettled);
        EndOfJvm end = EndOfJvm.stops(() -> stop(queue), STOPPING, () -> new SweepStoppedException(null));
        Slots slots = new Slots(() -> stop(queue));
        try {
            IntStream.range(0, size).forEach(slot -> slots.start(() -> work(slot, queue, store, told)));
            slots.await();
        } catch (InterruptedException e) {
            stop(queue);
            slots.awaitQuietly();
            throw new SweepStoppedException(e);
        } finally {
            end.close();
        }
        slots.rethrow();
        if (stopping) {
            throw new SweepStoppedException(null);
        }
    }

    private void work(int slot, TrialQueue queue, RunStore store, TrialListener listener) throws InterruptedException {
        for (Optional<RunSpec> next = queue.take(); next.isPresent(); next = queue.take()) {
            RunSpec trial = next.get();
            try {
                if (!stopping) {
                    run(slot, trial, store, listener);
                }
            } finally {
                queue.done(trial);
            }
        }
    }

    private void run(int slot, RunSpec trial, RunStore store, TrialListener listener) throws InterruptedException {
        listener.started(trial);
        Path log = store.root().resolve("logs").resolve(trial.id() + ".txt").toAbsolutePath();
        int threads = settings.threadsFor(size);
        List<String> more = new ArrayList<>(flags);
        more.add("-Dai.djl.pytorch.num_threads=" + threads);
        TrialProcess child = TrialProcess.start(trial, store, settings.device(), more, environment(slot, threads), log);
        children.add(child);
        int code;
        boolean late;
        boolean ended = false;
        try (Deadline deadline = Deadline.in(settings.timeLimit(), () -> end(child))) {
            if (stopping) {
                child.stop();
            }
            code = child.follow((fraction, text) -> listener.progress(trial, fraction, text));
            late = deadline.passed();
            ended = true;
        } finally {
            if (!ended) {
                // Whoever listens has failed: nobody would follow the child to its end.
                end(child);
            }
            children.remove(child);
        }
        if (child.began()) {
            begun = true;
        }
        if (!begun && !stopping && !late) {
            child.requireStarted(code);
        }
        RunRecord record = store.record(trial).orElse(null);
        if (record == null && !late && TrialProcess.wasToldToEnd(code)) {
            // By somebody else, or by a Ctrl-C that reached it before us. The trial stays open.
            listener.progress(trial, 0, "was stopped; it goes on when the sweep is started again");
        } else if (record == null && !stopping) {
            record = store.fail(trial, late ? settings.tookTooLong() : child.explain(code), Duration.ZERO);
        } else if (record != null && record.isFinished()) {
            child.forgetLog();
        }
        if (record != null) {
            listener.ended(trial, record);
        }
    }

    private void end(TrialProcess child) {
        child.stop();
        try {
            child.kill(grace.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> environment(int slot, int threads) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("OMP_NUM_THREADS", Integer.toString(threads));
        String gpu = settings.device().equals("auto") ? Devices.visible(slot) : null;
        if (gpu != null) {
            variables.put("CUDA_VISIBLE_DEVICES", gpu);
        }
        return variables;
    }

    private void stop(TrialQueue queue) {
        stopping = true;
        queue.clear();
        children.forEach(TrialProcess::stop);
    }

    @Override
    public void close() {
        children.forEach(TrialProcess::stop);
    }
}
