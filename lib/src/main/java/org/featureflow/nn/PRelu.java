package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * Rectifier whose slope of what is negative is learned: x where it is positive, a · x elsewhere (He et al. 2015).
 *
 * @param channels number of channels
 * @param shared whether all channels have one slope, as PyTorch's have unless told otherwise, or each one of its own
 */
public record PRelu(int channels, boolean shared) implements Layer {
    /**
     * Checks the number.
     *
     * @throws FeatureFlowException if there is no channel
     */
    public PRelu {
        if (channels < 1) {
            throw new FeatureFlowException(
                    "A rectifier with learned slopes of " + channels + " channels is not possible.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A rectifier with learned slopes", channels, inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(new ParameterSpec("weight", ParameterSpec.Kind.SLOPE, new Shape(shared ? 1 : channels)));
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.prelu(inputs.get(0), arrays.get(0));
    }
}
