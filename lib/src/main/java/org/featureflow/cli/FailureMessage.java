package org.featureflow.cli;

import org.featureflow.experiment.FailureText;

/** What a failure says to the user: one sentence, never a stack trace. */
final class FailureMessage {
    private FailureMessage() {}

    /**
     * The sentence for a failure.
     *
     * @param failure what a command threw
     * @return one line
     */
    static String of(Throwable failure) {
        return FailureText.known(failure)
                .orElseGet(() -> FailureText.of(failure) + " (set FEATUREFLOW_DEBUG=1 to see where).");
    }
}
