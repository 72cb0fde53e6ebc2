package org.featureflow.cli;

import org.featureflow.FeatureFlowException;

/** Options that count something. */
final class Bounds {
    private Bounds() {}

    /**
     * Refuses what counts nothing.
     *
     * @param option the option's name
     * @param value what was given
     */
    static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new FeatureFlowException(option + " " + value + " is not possible; use 1 or more.");
        }
    }
}
