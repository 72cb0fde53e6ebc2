package org.featureflow;

import java.util.Optional;

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

    /**
     * What is meant for the user in a failure that others may have wrapped.
     *
     * @param failure what was caught
     * @return the first of it and its causes that is; empty if none is
     */
    public static Optional<FeatureFlowException> within(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FeatureFlowException known) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /**
     * What a failure of others says, for a sentence about it: their messages may go on for a page.
     *
     * @param failure what was caught
     * @return the first line of its message that is not blank; without one, the name of its class
     */
    public static String firstLine(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }
}
