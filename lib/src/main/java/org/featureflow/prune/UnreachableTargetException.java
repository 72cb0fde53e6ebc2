package org.featureflow.prune;

import org.featureflow.FeatureFlowException;

/** Even the largest cut leaves more than the target allows. */
public final class UnreachableTargetException extends FeatureFlowException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message for the user.
     *
     * @param message the target, and what can be reached
     */
    public UnreachableTargetException(String message) {
        super(message);
    }
}
