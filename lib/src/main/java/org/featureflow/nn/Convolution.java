package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * A two-dimensional convolution with square kernels.
 *
 * @param in input channels
 * @param out output channels (filters)
 * @param kernel kernel size
 * @param stride step
 * @param padding zeros added on every side
 * @param groups number of groups: 1 for an ordinary convolution, {@code in} for a depthwise one
 * @param bias whether a bias is added to every output channel
 */
public record Convolution(int in, int out, int kernel, int stride, int padding, int groups, boolean bias)
        implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if a number is out of range or the channels do not divide into the groups
     */
    public Convolution {
        if (in < 1
                || out < 1
                || kernel < 1
                || stride < 1
                || padding < 0
                || groups < 1
                || in % groups != 0
                || out % groups != 0) {
            throw new FeatureFlowException("A convolution from " + in + " to " + out + " channels with kernel " + kernel
                    + ", stride " + stride + ", padding " + padding + " and " + groups + " groups is not possible.");
        }
    }

    /**
     * A convolution without groups or bias.
     *
     * @param in input channels
     * @param out output channels
     * @param kernel kernel size
     * @param stride step
     * @param padding zeros added on every side
     * @return the layer
     */
    public static Convolution of(int in, int out, int kernel, int stride, int padding) {
        return new Convolution(in, out, kernel, stride, padding, 1, false);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A convolution", inputs);
        Layer.requireChannels("A convolution", in, x);
        return x.windowed(kernel, stride, padding).withChannels(out);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> arrays = new ArrayList<>();
        arrays.add(new ParameterSpec("weight", ParameterSpec.Kind.WEIGHT, new Shape(out, in / groups, kernel, kernel)));
        if (bias) {
            arrays.add(new ParameterSpec("bias", ParameterSpec.Kind.BIAS, new Shape(out)));
        }
        return arrays;
    }

    @Override
    public long macs(FeatureShape output) {
        return (long) output.size() * (in / groups) * kernel * kernel;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        NDArray x = inputs.get(0);
        NDArray summand = bias ? arrays.get(1) : null;
        return isLinearOnTokens(x)
                ? Ops.pointwise(x, arrays.get(0), summand)
                : Ops.convolution(x, arrays.get(0), summand, stride, padding, groups);
    }

    /** Whether this is a linear layer on the tokens of a transformer, a map of one column: as such it takes half of the time on a CPU. */
    private boolean isLinearOnTokens(NDArray x) {
        boolean tokens = x.getShape().get(2) > 1 && x.getShape().get(3) == 1;
        return tokens && kernel == 1 && stride == 1 && padding == 0 && groups == 1;
    }
}
