package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.featureflow.experiment.RunSpec;

/**
 * Trials waiting for a free process. Trials that start from the same dense network do not begin side by side before that network is trained:
 * the second would only wait for the first.
 */
final class TrialQueue {
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
    TrialQueue(List<RunSpec> trials, Predicate<String> settled) {
        trials.forEach(t -> waiting.put(t, t.base().id()));
        this.settled = settled;
    }

    /** Waits for the next that may begin; null if there is none left. Tell {@link #done} when it has ended. */
    synchronized RunSpec take() throws InterruptedException {
        while (!waiting.isEmpty()) {
            for (Iterator<Map.Entry<RunSpec, String>> i = waiting.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<RunSpec, String> next = i.next();
                RunSpec trial = next.getKey();
                if (mayBegin(trial, next.getValue())) {
                    i.remove();
                    running.add(trial);
                    return trial;
                }
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return null;
    }

    private boolean mayBegin(RunSpec trial, String baseId) {
        RunSpec base = trial.base();
        return running.stream().noneMatch(r -> r.base().equals(base)) || settled.test(baseId);
    }

    synchronized void done(RunSpec trial) {
        running.remove(trial);
        notifyAll();
    }

    /** Gives up what has not begun. */
    synchronized void clear() {
        waiting.clear();
        notifyAll();
    }
}
