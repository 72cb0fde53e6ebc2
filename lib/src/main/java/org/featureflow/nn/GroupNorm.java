package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NormOps;

/**
 * Group normalisation (Wu and He 2018): γ (x − mean) / √(variance + ε) + β, where mean and variance are those of an image's group of
 * neighbouring channels with all their positions. As many groups as channels make it an instance norm. A channel cannot be removed without
 * changing the rest of its group, but a whole group can.
 *
 * @param channels number of channels
 * @param groups number of groups, which the channels divide into
 * @param epsilon ε
 */
public record GroupNorm(int channels, int groups, double epsilon) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if the channels do not divide into the groups or ε is not positive
     */
    public GroupNorm {
        if (channels < 1 || groups < 1 || channels % groups != 0 || !(epsilon > 0)) {
            throw new FeatureFlowException("A group norm of " + channels + " channels in " + groups
                    + " groups with epsilon " + epsilon + " is not possible.");
        }
    }

    /**
     * With ε = 1e-5, PyTorch's.
     *
     * @param channels number of channels
     * @param groups number of groups
     * @return the layer
     */
    public static GroupNorm of(int channels, int groups) {
        return new GroupNorm(channels, groups, 1e-5);
    }

    /**
     * Channels of a group.
     *
     * @return channels / groups
     */
    public int width() {
        return channels / groups;
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A group norm", channels, inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return ParameterSpec.scaleAndShift(channels);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return NormOps.groupNorm(inputs.get(0), arrays.get(0), arrays.get(1), groups, epsilon);
    }
}
