package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * Leaky rectifier: x where it is positive, slope · x elsewhere (Maas et al. 2013).
 *
 * @param slope of what is negative; 0.01 is usual, 0.1 in Darknet's networks
 */
public record LeakyRelu(double slope) implements Layer {
    /**
     * Checks the slope.
     *
     * @throws FeatureFlowException if it is not finite
     */
    public LeakyRelu {
        if (!Double.isFinite(slope)) {
            throw new FeatureFlowException("A leaky rectifier has a finite slope, not " + slope + ".");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A leaky rectifier", inputs);
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.leakyRelu(inputs.get(0), slope);
    }
}
