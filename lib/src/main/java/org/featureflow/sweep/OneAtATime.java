package org.featureflow.sweep;

import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.TrialListener;

/** Passes on what several threads tell, one call at a time. */
final class OneAtATime implements TrialListener {
    private final TrialListener listener;

    OneAtATime(TrialListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void started(RunSpec trial) {
        listener.started(trial);
    }

    @Override
    public synchronized void progress(RunSpec trial, double fraction, String text) {
        listener.progress(trial, fraction, text);
    }

    @Override
    public synchronized void ended(RunSpec trial, RunRecord record) {
        listener.ended(trial, record);
    }
}
