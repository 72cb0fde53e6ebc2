package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.featureflow.experiment.RunSpec;

/**
 * Trials waiting for a free process. Trials that start from the same dense network do not begin side by side before that network is trained:
 * the second would only wait for the first.
 */
final class TrialQueue {
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final List<RunSpec> waiting;
    private final List<RunSpec> running = new ArrayList<>();
    private final Predicate<RunSpec> settled;

    /**
     * Takes them all in.
     *
     * @param trials in the order in which to begin
     * @param settled whether trials that start from a dense run can begin side by side
     */
    TrialQueue(List<RunSpec> trials, Predicate<RunSpec> settled) {
        this.waiting = new ArrayList<>(trials);
        this.settled = settled;
    }

    /** Waits for the next that may begin; null if there is none left. Tell {@link #done} when it has ended. */
    synchronized RunSpec take() throws InterruptedException {
        while (!waiting.isEmpty()) {
            for (Iterator<RunSpec> i = waiting.iterator(); i.hasNext(); ) {
                RunSpec trial = i.next();
                if (mayBegin(trial)) {
                    i.remove();
                    running.add(trial);
                    return trial;
                }
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return null;
    }

    private boolean mayBegin(RunSpec trial) {
        RunSpec base = trial.base();
        return running.stream().noneMatch(r -> r.base().equals(base)) || settled.test(base);
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
