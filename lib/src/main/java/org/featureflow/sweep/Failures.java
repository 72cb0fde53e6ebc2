package org.featureflow.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;

/** Runs that failed keep their error and are not repeated, unless they are forgotten. */
public final class Failures {
    private Failures() {}

    /**
     * Forgets the failures of trials, and of the dense runs that they start from, so that they are tried again, from their checkpoints where
     * there are some.
     *
     * @param trials what to try again
     * @param store where they failed
     * @return how many were forgotten
     */
    public static int forget(List<RunSpec> trials, RunStore store) {
        Set<RunSpec> all = new LinkedHashSet<>();
        trials.forEach(t -> all.addAll(List.of(t.base(), t)));
        int forgotten = 0;
        for (RunSpec trial : all) {
            if (store.record(trial).filter(r -> !r.isFinished()).isPresent()) {
                store.deleteRecord(trial);
                forgotten++;
            }
        }
        return forgotten;
    }
}
