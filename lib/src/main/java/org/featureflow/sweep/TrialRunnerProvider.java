package org.featureflow.sweep;

import java.util.Map;

/**
 * Opens the trial runners of one kind, for {@code --on}. Found with {@link java.util.ServiceLoader}, so that a kind may come from a module
 * that is only sometimes on the class path.
 */
public interface TrialRunnerProvider {
    /**
     * How {@code --on} is written for this kind.
     *
     * @return one line, such as {@code pool:N  N child JVMs on this machine}
     */
    String help();

    /**
     * Whether a place is of this kind.
     *
     * @param on what the user wrote behind {@code --on}
     * @return true if {@link #open} understands it
     */
    boolean accepts(String on);

    /**
     * How many trials share this machine.
     *
     * @param on where, accepted by this provider
     * @return at least 1; 1 also where trials run on other machines
     */
    default int atATime(String on) {
        return 1;
    }

    /**
     * Opens a runner.
     *
     * @param on where, accepted by this provider
     * @param options settings of this kind by name, such as {@code spark.executor.memory}
     * @return the runner; close it
     * @throws org.featureflow.FeatureFlowException if there is no such place or an option is wrong
     */
    TrialRunner open(String on, Map<String, String> options);
}
