package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.featureflow.experiment.RunSpec;

/**
 * Trials waiting for a free process or core. Trials that start from the same dense network do not begin side by side before that network is trained:
 * the second would only wait for the first.
 */
public final class TrialQueue {
    private static final long LOOK_AGAIN_MILLIS = 1000;

    /** Trial → id of the dense run it starts from; made out once, for it is looked at again and again. */
    private final Map<RunSpec, String> waiting = new LinkedHashMap<>();

    private final List<RunSpec> running = new ArrayList<>();
    private final Predicate<String> settled;

    /**
     * Takes them all in.
     *
     * @param trials in the order in which to begin
     * @param settled whether trials that start from the dense run of an id can begin side by side
     */
    public TrialQueue(List<RunSpec> trials, Predicate<String> settled) {
        trials.forEach(t -> waiting.put(t, t.base().id()));
        this.settled = settled;
    }

    /**
     * The next that may begin now.
     *
     * @return empty if there is none yet, or none left; tell {@link #done} when it has ended
     */
    public synchronized Optional<RunSpec> poll() {
        for (Iterator<Map.Entry<RunSpec, String>> i = waiting.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<RunSpec, String> next = i.next();
            RunSpec trial = next.getKey();
            if (mayBegin(trial, next.getValue())) {
                i.remove();
                running.add(trial);
                return Optional.of(trial);
            }
        }
        return Optional.empty();
    }

    /** Waits for the next that may begin; empty if there is none left. Tell {@link #done} when it has ended. */
    synchronized Optional<RunSpec> take() throws InterruptedException {
        while (!isEmpty()) {
            Optional<RunSpec> next = poll();
            if (next.isPresent()) {
                return next;
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    /**
     * Whether all have begun.
     *
     * @return true if nothing waits any more
     */
    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private boolean mayBegin(RunSpec trial, String baseId) {
        RunSpec base = trial.base();
        return running.stream().noneMatch(r -> r.base().equals(base)) || settled.test(baseId);
    }

    /**
     * Makes way for those that start from the same dense network.
     *
     * @param trial one that was given and has ended
     */
    public synchronized void done(RunSpec trial) {
        running.remove(trial);
        notifyAll();
    }

    /** Gives up what has not begun. */
    public synchronized void clear() {
        waiting.clear();
        notifyAll();
    }
}
