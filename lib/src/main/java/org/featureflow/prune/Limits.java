package org.featureflow.prune;

import org.featureflow.FeatureFlowException;

/**
 * What a cut has to respect in every group.
 *
 * @param roundTo kept channels are rounded up to a multiple of this (no further than the group's size); 1 for no rounding
 * @param least channels that stay at least, 1 or more; a smaller group stays whole
 */
record Limits(int roundTo, int least) {
    static final Limits NONE = new Limits(1, 1);

    Limits {
        if (roundTo < 1 || least < 1) {
            throw new FeatureFlowException("Rounding to " + roundTo + " with at least " + least
                    + " channels is not possible; both numbers are 1 or more, so that no layer is emptied.");
        }
    }

    /** How many of {@code size} channels stay when {@code wanted} should. */
    int kept(int size, int wanted) {
        int kept = Math.max(least, wanted);
        return Math.min(size, (kept + roundTo - 1) / roundTo * roundTo);
    }
}
