package org.featureflow.experiment;

import org.featureflow.FeatureFlowException;

/** Another thread or process is at work on a run. */
public final class RunBusyException extends FeatureFlowException {
    private static final long serialVersionUID = 1L;

    RunBusyException(String message) {
        super(message);
    }
}
