package org.featureflow.train;

/** Sees how training goes. Called on the thread that trains, between steps; an exception ends the training. */
public interface ProgressListener {
    /**
     * Training begins or goes on.
     *
     * @param recipe how it trains
     * @param totalSteps steps of the whole training
     * @param before the epochs of the part that was done earlier, empty at a fresh start
     */
    default void onStart(Recipe recipe, long totalSteps, History before) {}

    /**
     * Some steps are done. Every few steps, not after each: reading the figures waits for the device.
     *
     * @param metrics means since the last report
     */
    default void onStep(StepMetrics metrics) {}

    /**
     * An epoch is done, validated and, where there is a folder for it, saved.
     *
     * @param metrics the epoch's figures
     */
    default void onEpoch(EpochMetrics metrics) {}

    /**
     * Training has reached its last step.
     *
     * @param history all epochs
     */
    default void onEnd(History history) {}

    /**
     * Training ended early: it was stopped, it diverged, or something failed.
     *
     * @param reason what happened, one sentence for the user
     */
    default void onStop(String reason) {}
}
