package org.featureflow;

/**
 * Something the user can put right: bad input, a missing file, a diverged run. The message is one sentence that says what is wrong, where,
 * and what to do; the command line prints it without a stack trace.
 */
public class FeatureFlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message for the user.
     *
     * @param message what is wrong, where, and what to do
     */
    public FeatureFlowException(String message) {
        super(message);
    }

    /**
     * With a message for the user and the cause for the log.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what was caught
     */
    public FeatureFlowException(String message, Throwable cause) {
        super(message, cause);
    }
}
