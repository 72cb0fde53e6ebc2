package org.featureflow.experiment;

import ai.djl.Device;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.train.RunLock;
import org.featureflow.train.TrainingStoppedException;

/**
 * Runs one specification in a store: trains (or takes the dense network that another trial with the same base has trained), measures, prunes,
 * retrains, and leaves a record; each call of the set-up changes this.
 *
 * <pre>{@code
 * RunRecord record = Trial.of(spec, new RunStore(Path.of("runs"))).run();
 * }</pre>
 *
 * <p>A run that has ended is not repeated. One that was killed goes on from its checkpoint, and its record then says the same as without the
 * break. A failed one keeps its error. A finished dense run whose network is gone is trained again for the next pruning, with the number of
 * threads of its record, which stays as it is: should the network come out otherwise, as on another machine, then it is cut all the same, and
 * the pruning's record has the figures of that network.
 */
public final class Trial {
    private static final long PAUSE_MILLIS = 200;

    private final RunSpec spec;
    private final RunStore store;
    private Device device = Device.cpu();
    private TrialListener listener = TrialListener.NONE;
    private boolean again;
    private boolean waiting = true;
    private boolean needNetwork;

    private Trial(RunSpec spec, RunStore store) {
        this.spec = spec;
        this.store = store;
    }

    /**
     * A trial.
     *
     * @param spec what to run
     * @param store where its folder goes
     * @return the set-up
     */
    public static Trial of(RunSpec spec, RunStore store) {
        return new Trial(spec, store);
    }

    /**
     * Sets where to compute; the CPU unless set.
     *
     * @param value the device
     * @return this
     */
    public Trial device(Device value) {
        device = value;
        return this;
    }

    /**
     * Sets who is told.
     *
     * @param value called on the thread that runs
     * @return this
     */
    public Trial listener(TrialListener value) {
        listener = value;
        return this;
    }

    /**
     * Sets whether a run that failed is tried again.
     *
     * @param value false unless set: its record is returned
     * @return this
     */
    public Trial again(boolean value) {
        again = value;
        return this;
    }

    /**
     * Sets what happens if another thread or process is at work on the run.
     *
     * @param value true to wait until it has ended (unless set), false to throw
     * @return this
     */
    public Trial waiting(boolean value) {
        waiting = value;
        return this;
    }

    /** The network's file is wanted too, not the record alone. */
    Trial needNetwork() {
        needNetwork = true;
        return this;
    }

    /**
     * Runs it, or reads what came out when it was run. Interrupting the thread stops it after a training step, with a checkpoint.
     *
     * @return the record, of a run that failed too
     * @throws TrainingStoppedException if it was stopped; it goes on when it is run again
     * @throws RunBusyException if another is at work on it and waiting was not asked for
     * @throws FeatureFlowException if the store cannot be read or written
     */
    public RunRecord run() {
        Optional<RunRecord> known = ended();
        if (known.isPresent()) {
            return known.get();
        }
        try (RunLock lock = lock()) {
            // It may have ended while we waited.
            Optional<RunRecord> meanwhile = ended();
            meanwhile.ifPresent(r -> listener.ended(spec, r));
            return meanwhile.orElseGet(this::execute);
        }
    }

    private Optional<RunRecord> ended() {
        return store.record(spec)
                .filter(r -> r.isFinished() || !again)
                .flatMap(r -> needNetwork && r.isFinished() ? repetition().figures(r) : Optional.of(r));
    }

    private Repetition repetition() {
        return new Repetition(store.folder(spec));
    }

    private RunLock lock() {
        boolean told = false;
        while (true) {
            Optional<RunLock> lock = RunLock.tryTake(store.lockFile(spec.id()));
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!waiting) {
                throw new RunBusyException("The run “" + spec.id() + "” is under way elsewhere.");
            }
            if (!told) {
                listener.progress(spec, 0, "waits for another process that is at work on " + spec.id());
                told = true;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new TrainingStoppedException("Stopped while waiting for the run “" + spec.id() + "”.");
            }
        }
    }

    private RunRecord execute() {
        Optional<RunRecord> first = store.record(spec).filter(RunRecord::isFinished);
        store.writeSpec(spec);
        if (first.isEmpty()) {
            store.deleteRecord(spec);
        }
        listener.started(spec);
        RunRecord record = first.isEmpty() ? anew() : repeated(first.get());
        listener.ended(spec, record);
        return record;
    }

    private RunRecord anew() {
        TrialWork work = new TrialWork(spec, store, device, listener, again);
        RunRecord record = attempt(work);
        store.write(record);
        if (record.isFinished()) {
            work.deleteCheckpoints();
        }
        return record;
    }

    /** A finished run is repeated for its network alone: its record stays whatever comes of that. */
    private RunRecord repeated(RunRecord first) {
        repetition().begin();
        TrialWork work =
                new TrialWork(spec, store, device, listener, again, repetition().folder(), first);
        RunRecord record = attempt(work);
        if (!record.isFinished()) {
            return record;
        }
        RunRecord figures = repetition().end(first, record);
        if (figures != first) {
            work.deleteCheckpoints();
            listener.progress(
                    spec,
                    1,
                    "trained again for its network, it came out otherwise than its record says, as on another machine: the record"
                            + " stays, and what is cut from now on has the figures of the new network");
        }
        return figures;
    }

    private RunRecord attempt(TrialWork work) {
        try {
            return work.run();
        } catch (TrainingStoppedException stopped) {
            throw stopped;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError failure) {
            if (Thread.interrupted()) {
                // It broke a read or a write: the run was stopped and did not fail.
                throw new TrainingStoppedException("The run “" + spec.id() + "” was stopped; it can go on.");
            }
            return RunRecord.failed(spec, FailureText.of(failure, store.root()), work.surroundings());
        }
    }
}
