package org.featureflow.cli;

import org.featureflow.FeatureFlowException;

/** Options that are numbers within bounds. */
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

    /**
     * Refuses what is no fraction to keep.
     *
     * @param option the option's name
     * @param value what was given
     */
    static void requireShare(String option, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new FeatureFlowException(option + " " + value + " is not possible; use more than 0 and at most 1.");
        }
    }
}
