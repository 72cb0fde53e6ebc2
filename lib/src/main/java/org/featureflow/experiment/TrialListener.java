package org.featureflow.experiment;

/** Told how trials go. */
public interface TrialListener {
    /** Tells nobody. */
    TrialListener NONE = new TrialListener() {};

    /**
     * A trial begins or goes on.
     *
     * @param trial which
     */
    default void started(RunSpec trial) {}

    /**
     * A trial has come some way.
     *
     * @param trial which
     * @param fraction how much of it is done, 0 to 1
     * @param text what it does, such as {@code epoch 3 of 20, 71.2 %}
     */
    default void progress(RunSpec trial, double fraction, String text) {}

    /**
     * A trial has ended.
     *
     * @param trial which
     * @param record what came out, also of one that failed
     */
    default void ended(RunSpec trial, RunRecord record) {}
}
