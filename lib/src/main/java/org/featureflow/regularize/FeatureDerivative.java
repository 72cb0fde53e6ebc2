package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;

/** The derivative of a penalty by the features of one batch. */
public interface FeatureDerivative {
    /**
     * Adds the derivative by one feature; to be called once for each.
     *
     * @param derivative derivative of the rest of the loss by that feature, [B, C, H, W] or [B, C], changed in place
     * @param tap the feature's index
     */
    void addTo(NDArray derivative, int tap);

    /**
     * The penalty's value, once every feature has been visited.
     *
     * @return value and terms as constants, owned by the manager of the step's output
     */
    Penalty value();
}
