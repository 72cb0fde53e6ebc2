package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NormOps;

/**
 * Layer normalisation over the channels of every position (Ba et al. 2016, as ConvNeXt has it): γ (x − mean) / √(variance + ε) + β, where mean
 * and variance are those of one position's channels. Every channel is normalised by all others, so none of them can be removed without
 * changing the rest.
 *
 * @param channels number of channels
 * @param epsilon ε
 */
public record LayerNorm(int channels, double epsilon) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if there is no channel or ε is not positive
     */
    public LayerNorm {
        if (channels < 1 || !(epsilon > 0)) {
            throw new FeatureFlowException(
                    "A layer norm of " + channels + " channels with epsilon " + epsilon + " is not possible.");
        }
    }

    /**
     * With ε = 1e-6, ConvNeXt's.
     *
     * @param channels number of channels
     * @return the layer
     */
    public static LayerNorm of(int channels) {
        return new LayerNorm(channels, 1e-6);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A layer norm", channels, inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return ParameterSpec.scaleAndShift(channels);
    }

    @Override
    public boolean keepsZero() {
        return false;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return NormOps.layerNorm(inputs.get(0), arrays.get(0), arrays.get(1), epsilon);
    }
}
