package org.featureflow.experiment;

/** Ends a training that has shown enough. */
final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
        super("that was enough", null, false, false);
    }
}
