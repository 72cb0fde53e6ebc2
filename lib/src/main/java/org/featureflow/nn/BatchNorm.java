package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NormOps;

/**
 * Batch normalisation over each channel: γ (x − mean) / √(variance + ε) + β.
 *
 * @param channels number of channels
 * @param epsilon ε
 * @param momentum weight of a new batch in the running statistics (PyTorch's convention; 0.1 is usual)
 */
public record BatchNorm(int channels, double epsilon, double momentum) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if there is no channel, or ε or momentum is out of range
     */
    public BatchNorm {
        if (channels < 1 || !(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
            throw new FeatureFlowException("A batch norm of " + channels + " channels with epsilon " + epsilon
                    + " and momentum " + momentum + " is not possible.");
        }
    }

    /**
     * With ε = 1e-5 and momentum 0.1.
     *
     * @param channels number of channels
     * @return the layer
     */
    public static BatchNorm of(int channels) {
        return new BatchNorm(channels, 1e-5, 0.1);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A batch norm", channels, inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        Shape shape = new Shape(channels);
        return List.of(
                new ParameterSpec("weight", ParameterSpec.Kind.SCALE, shape),
                new ParameterSpec("bias", ParameterSpec.Kind.SHIFT, shape),
                new ParameterSpec("running_mean", ParameterSpec.Kind.RUNNING_MEAN, shape),
                new ParameterSpec("running_var", ParameterSpec.Kind.RUNNING_VARIANCE, shape));
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return NormOps.batchNorm(
                inputs.get(0), arrays.get(0), arrays.get(1), arrays.get(2), arrays.get(3), training, momentum, epsilon);
    }
}
