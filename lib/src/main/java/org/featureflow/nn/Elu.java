package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * Exponential linear unit: x where it is positive, α (eˣ − 1) elsewhere (Clevert et al. 2016).
 *
 * @param alpha α; 1 is usual
 */
public record Elu(double alpha) implements Layer {
    /**
     * Checks α.
     *
     * @throws FeatureFlowException if it is not finite
     */
    public Elu {
        if (!Double.isFinite(alpha)) {
            throw new FeatureFlowException("An exponential linear unit has a finite alpha, not " + alpha + ".");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("An exponential linear unit", inputs);
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.elu(inputs.get(0), alpha);
    }
}
