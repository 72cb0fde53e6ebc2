package org.featureflow.nn;

import org.featureflow.FeatureFlowException;

/** How a width factor turns into channel counts. */
final class Widths {
    private Widths() {}

    static int scaled(int channels, double width) {
        if (!(width > 0 && width <= 64)) {
            throw new FeatureFlowException(
                    "A width factor of " + width + " is out of range; use more than 0 and at most 64.");
        }
        return Math.max(1, (int) Math.round(channels * width));
    }
}
