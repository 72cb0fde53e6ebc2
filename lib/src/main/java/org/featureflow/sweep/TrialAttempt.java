package org.featureflow.sweep;

import org.featureflow.engine.Devices;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Trial;
import org.featureflow.experiment.TrialListener;

/** One trial in this process, on a device that goes by its name. */
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
