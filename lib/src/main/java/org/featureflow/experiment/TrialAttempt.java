package org.featureflow.experiment;

import org.featureflow.engine.Devices;

/** What runners do with one trial, beside starting it. */
final class TrialAttempt {
    private TrialAttempt() {}

    /**
     * Runs a trial in this process.
     *
     * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
     */
    static RunRecord run(RunSpec trial, RunStore store, String device, TrialListener listener) {
        return Trial.of(trial, store)
                .device(Devices.choose(device).device())
                .listener(listener)
                .run();
    }
}
