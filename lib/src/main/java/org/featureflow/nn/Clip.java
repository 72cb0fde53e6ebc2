package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Limits every value to a range; {@code Clip(0, 6)} is ReLU6.
 *
 * @param min lower bound
 * @param max upper bound
 */
public record Clip(double min, double max) implements Layer {
    /**
     * Checks the bounds.
     *
     * @throws FeatureFlowException if the bounds are not in order or not finite
     */
    public Clip {
        if (!Double.isFinite(min) || !Double.isFinite(max)) {
            throw new FeatureFlowException("A clip has two finite bounds, not " + min + " and " + max
                    + "; without an upper one take a Relu or a very large number.");
        }
        if (!(min < max)) {
            throw new FeatureFlowException(
                    "A clip to [" + min + ", " + max + "] leaves nothing; min must be below max.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A clip", inputs);
    }

    @Override
    public boolean keepsZero() {
        return min <= 0 && max >= 0;
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return inputs.get(0).clip(min, max);
    }
}
