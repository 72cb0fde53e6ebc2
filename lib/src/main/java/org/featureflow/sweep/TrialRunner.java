package org.featureflow.sweep;

import java.util.List;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;

/**
 * Runs trials somewhere: in this process, in a pool of others, on a cluster. What comes out is in the store and is the same, but for times
 * and machine, wherever it was done.
 */
public interface TrialRunner extends AutoCloseable {
    /**
     * Runs what is not finished yet and returns when every trial has ended. A trial that fails leaves a record that says so, and the others go
     * on.
     *
     * @param trials what to run; trials whose record is in the store already are left alone
     * @param store where folders and records go
     * @param listener told of every start, progress and end; called by one thread at a time
     */
    void run(List<RunSpec> trials, RunStore store, TrialListener listener);

    /** Frees processes and connections. */
    @Override
    void close();
}
