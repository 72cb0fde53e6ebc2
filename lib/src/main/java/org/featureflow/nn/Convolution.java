package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * A two-dimensional convolution.
 *
 * @param in input channels
 * @param out output channels (filters)
 * @param kernel rows and columns of a kernel
 * @param stride steps down and across
 * @param padding zeros added before and behind the rows, and the columns
 * @param dilation how far apart the rows, and the columns, are that a kernel reads; 1 for neighbours
 * @param groups number of groups: 1 for an ordinary convolution, {@code in} for a depthwise one
 * @param bias whether a bias is added to every output channel
 */
public record Convolution(
        int in, int out, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, int groups, boolean bias)
        implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if a number is out of range or the channels do not divide into the groups
     */
    public Convolution {
        if (in < 1
                || out < 1
                || !kernel.isAtLeast(1)
                || !stride.isAtLeast(1)
                || !padding.isAtLeast(0)
                || !dilation.isAtLeast(1)
                || reach(kernel.height(), dilation.height()) > Integer.MAX_VALUE
                || reach(kernel.width(), dilation.width()) > Integer.MAX_VALUE
                || groups < 1
                || in % groups != 0
                || out % groups != 0) {
            throw new FeatureFlowException("A convolution from " + in + " to " + out + " channels with kernel " + kernel
                    + ", stride " + stride + ", padding " + padding
                    + (dilation.isBoth(1) ? "" : ", dilation " + dilation)
                    + " and " + groups + " groups is not possible.");
        }
    }

    /**
     * A convolution with square kernels, equal steps and equal padding.
     *
     * @param in input channels
     * @param out output channels (filters)
     * @param kernel kernel size
     * @param stride step
     * @param padding zeros added on every side
     * @param groups number of groups
     * @param bias whether a bias is added to every output channel
     */
    public Convolution(int in, int out, int kernel, int stride, int padding, int groups, boolean bias) {
        this(in, out, PerAxis.of(kernel), PerAxis.of(stride), PerAxis.of(padding), PerAxis.of(1), groups, bias);
    }

    /**
     * A convolution with square kernels, without groups or bias.
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

    /**
     * The same with or without a bias.
     *
     * @param other whether a bias is added
     * @return a convolution that differs at most in that
     */
    public Convolution withBias(boolean other) {
        return new Convolution(in, out, kernel, stride, padding, dilation, groups, other);
    }

    /**
     * The same windows over other channels.
     *
     * @param newIn input channels
     * @param newOut output channels (filters)
     * @param newGroups number of groups
     * @return a convolution that differs at most in these
     */
    public Convolution withChannels(int newIn, int newOut, int newGroups) {
        return new Convolution(newIn, newOut, kernel, stride, padding, dilation, newGroups, bias);
    }

    /**
     * Whether it is a linear layer of every position: a kernel of 1 without steps, padding or groups.
     *
     * @return true for the 1×1 convolutions of bottlenecks and transformers
     */
    public boolean isPointwise() {
        return kernel.isBoth(1) && stride.isBoth(1) && padding.isBoth(0) && groups == 1;
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A convolution", in, inputs);
        PerAxis window = new PerAxis(
                (int) reach(kernel.height(), dilation.height()), (int) reach(kernel.width(), dilation.width()));
        return x.windowed(window, stride, padding).withChannels(out);
    }

    /** Rows or columns from the first to the last that a kernel reads. */
    private static long reach(int kernel, int dilation) {
        return (kernel - 1L) * dilation + 1;
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> arrays = new ArrayList<>();
        Shape shape = new Shape(out, in / groups, kernel.height(), kernel.width());
        arrays.add(new ParameterSpec("weight", ParameterSpec.Kind.WEIGHT, shape));
        if (bias) {
            arrays.add(new ParameterSpec("bias", ParameterSpec.Kind.BIAS, new Shape(out)));
        }
        return arrays;
    }

    @Override
    public long macs(FeatureShape output) {
        return (long) output.size() * (in / groups) * kernel.area();
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        NDArray x = inputs.get(0);
        NDArray summand = bias ? arrays.get(1) : null;
        return isLinearOnTokens(x)
                ? Ops.pointwise(x, arrays.get(0), summand)
                : Ops.convolution(x, arrays.get(0), summand, stride.shape(), padding.shape(), dilation.shape(), groups);
    }

    /** Whether this is a linear layer on the tokens of a transformer, a map of one column: as such it takes half of the time on a CPU. */
    private boolean isLinearOnTokens(NDArray x) {
        boolean tokens = x.getShape().get(2) > 1 && x.getShape().get(3) == 1;
        return tokens && isPointwise();
    }
}
