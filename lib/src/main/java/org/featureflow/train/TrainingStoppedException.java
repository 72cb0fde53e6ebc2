package org.featureflow.train;

import org.featureflow.FeatureFlowException;

/** Training was asked to stop before its end; the message says where it stood and how to go on. */
public final class TrainingStoppedException extends FeatureFlowException {
    private static final long serialVersionUID = 1L;

    /**
     * Says where it stood.
     *
     * @param message where it stood and how to go on
     */
    public TrainingStoppedException(String message) {
        super(message);
    }
}
