package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.stream.IntStream;

/**
 * The operators of a convolutional network, each one native call. DJL's blocks add sub-managers, transposes and host-to-device scalars
 * around the same calls. Arrays are [B, C, H, W]; whether they lie in memory channels-last is decided by
 * the input and kept, but for what works on rows of channels (linear layers on tokens, layer norms), which leaves them channels-last.
 * Norms are in {@link NormOps}.
 */
public final class Ops {
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NONE = new Shape(0, 0);
    /** Numbers in a vector register of AVX-512. */
    private static final int VECTOR = 16;

    private Ops() {}

    /**
     * Two-dimensional convolution with a square kernel.
     *
     * @param x [B, in, H, W]
     * @param weight [out, in/groups, k, k]
     * @param bias [out] or null
     * @param stride step
     * @param padding zeros on every side
     * @param groups number of groups
     * @return [B, out, H', W']
     */
    public static NDArray convolution(NDArray x, NDArray weight, NDArray bias, int stride, int padding, int groups) {
        return convolution(x, weight, bias, square(stride), square(padding), ONE, groups);
    }

    /**
     * Two-dimensional convolution.
     *
     * @param x [B, in, H, W]
     * @param weight [out, in/groups, k, l]
     * @param bias [out] or null
     * @param stride steps down and across
     * @param padding zeros before and behind the rows, and the columns
     * @param dilation how far apart the rows, and the columns, are that a kernel reads; 1 for neighbours
     * @param groups number of groups
     * @return [B, out, H', W']
     */
    public static NDArray convolution(
            NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding, Shape dilation, int groups) {
        if (!stride.equals(ONE) && overruns(x, weight, padding, groups)) {
            try (NDArray seen = x.get(new NDIndex(":, :, ::{}, ::{}", stride.get(0), stride.get(1)))) {
                return convolve(seen, weight, bias, ONE, padding, dilation, groups);
            }
        }
        return convolve(x, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * Whether oneDNN (3.6 and 3.7, in libtorch 2.6 and 2.7) would write beyond its memory in the backward pass by the weights: for a 1×1
     * convolution with a stride whose input channels fill no vector, of an array in channels-last order. It ends in a crash now and then.
     */
    private static boolean overruns(NDArray x, NDArray weight, Shape padding, int groups) {
        Shape w = weight.getShape();
        return w.get(2) == 1
                && w.get(3) == 1
                && padding.equals(NONE)
                && groups == 1
                && w.get(1) % VECTOR != 0
                && !x.getDevice().isGpu()
                && weight.hasGradient()
                && JniUtils.isGradMode();
    }

    private static NDArray convolve(
            NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding, Shape dilation, int groups) {
        return JniUtils.convolution(
                (PtNDArray) x, (PtNDArray) weight, (PtNDArray) bias, stride, padding, dilation, groups);
    }

    /**
     * The same linear layer at every position, which is what a 1×1 convolution is. PyTorch multiplies the last axis; channels-last, as arrays are on
     * a CPU, nothing is copied for that.
     *
     * @param x [B, in, H, W]
     * @param weight [out, in, 1, 1]
     * @param bias [out] or null
     * @return [B, out, H, W]
     */
    public static NDArray pointwise(NDArray x, NDArray weight, NDArray bias) {
        Shape w = weight.getShape();
        try (PtNDArray rows = JniUtils.permute((PtNDArray) x, new long[] {0, 2, 3, 1});
                NDArray matrix = weight.reshape(w.get(0), w.get(1));
                NDArray products = linear(rows, matrix, bias)) {
            return JniUtils.permute((PtNDArray) products, new long[] {0, 3, 1, 2});
        }
    }

    /**
     * Gaussian error linear unit, exact.
     *
     * @param x any shape
     * @return x (1 + erf(x / √2)) / 2
     */
    public static NDArray gelu(NDArray x) {
        return JniUtils.gelu((PtNDArray) x);
    }

    /**
     * Rectifier.
     *
     * @param x any shape
     * @return max(x, 0)
     */
    public static NDArray relu(NDArray x) {
        return JniUtils.relu((PtNDArray) x);
    }

    /**
     * Leaky rectifier.
     *
     * @param x any shape
     * @param slope of what is negative
     * @return x where it is positive, slope · x elsewhere
     */
    public static NDArray leakyRelu(NDArray x, double slope) {
        return JniUtils.leakyRelu((PtNDArray) x, slope);
    }

    /**
     * Exponential linear unit.
     *
     * @param x any shape
     * @param alpha α
     * @return x where it is positive, α (eˣ − 1) elsewhere
     */
    public static NDArray elu(NDArray x, double alpha) {
        return JniUtils.elu((PtNDArray) x, alpha);
    }

    /**
     * Rectifier with learned slopes. DJL does not bind PyTorch's; the derivative at 0 is the slope, as there.
     *
     * @param x [B, C, H, W] or [B, C]
     * @param slopes of what is negative, [C] or [1]
     * @return x where it is positive, slope · x elsewhere
     */
    public static NDArray prelu(NDArray x, NDArray slopes) {
        boolean map = x.getShape().dimension() == 4;
        try (NDArray column = slopes.reshape(map ? new Shape(slopes.size(), 1, 1) : slopes.getShape());
                NDArray positive = relu(x);
                NDArray negative = x.sub(positive);
                NDArray sloped = negative.mul(column)) {
            return positive.add(sloped);
        }
    }

    /**
     * Hyperbolic tangent.
     *
     * @param x any shape
     * @return (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
     */
    public static NDArray tanh(NDArray x) {
        return JniUtils.tanh((PtNDArray) x);
    }

    /**
     * Logistic function.
     *
     * @param x any shape
     * @return 1 / (1 + e⁻ˣ)
     */
    public static NDArray sigmoid(NDArray x) {
        return JniUtils.sigmoid((PtNDArray) x);
    }

    /**
     * Matrix product with a bias.
     *
     * @param x [..., in]
     * @param weight [out, in]
     * @param bias [out] or null
     * @return [..., out]
     */
    public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return JniUtils.linear((PtNDArray) x, (PtNDArray) weight, (PtNDArray) bias);
    }

    /**
     * Maximum over windows.
     *
     * @param x [B, C, H, W]
     * @param kernel window's rows and columns
     * @param stride steps down and across
     * @param padding border that never wins, before and behind the rows, and the columns
     * @param ceil whether a last window that hangs over the edge counts too
     * @return [B, C, H', W']
     */
    public static NDArray maxPool(NDArray x, Shape kernel, Shape stride, Shape padding, boolean ceil) {
        return JniUtils.maxPool((PtNDArray) x, kernel, stride, padding, ceil);
    }

    /**
     * Mean over windows.
     *
     * @param x [B, C, H, W]
     * @param kernel window's rows and columns
     * @param stride steps down and across
     * @param padding zeros before and behind the rows, and the columns
     * @param countsPadding whether these zeros are part of the mean
     * @return [B, C, H', W']
     */
    public static NDArray averagePool(NDArray x, Shape kernel, Shape stride, Shape padding, boolean countsPadding) {
        PtNDArray means = JniUtils.avgPool((PtNDArray) x, kernel, stride, padding, false, true);
        if (countsPadding || padding.equals(NONE)) {
            return means;
        }
        // DJL's native call counts zeros whatever it is told: divide by the share of each window that is not padding.
        Shape map = new Shape(1, 1, x.getShape().get(2), x.getShape().get(3));
        try (means;
                NDArray ones = x.getManager().ones(map, x.getDataType());
                NDArray shares = JniUtils.avgPool((PtNDArray) ones, kernel, stride, padding, false, true)) {
            return means.div(shares);
        }
    }

    /**
     * Mean over every channel's map.
     *
     * @param x [B, C, H, W]
     * @return [B, C, 1, 1]
     */
    public static NDArray globalAveragePool(NDArray x) {
        return JniUtils.adaptiveAvgPool((PtNDArray) x, ONE);
    }

    /**
     * Mean over the bins of a grid laid over the map.
     *
     * @param x [B, C, H, W]
     * @param height rows of the result
     * @param width columns of the result
     * @return [B, C, height, width]
     */
    public static NDArray adaptiveAveragePool(NDArray x, long height, long width) {
        return JniUtils.adaptiveAvgPool((PtNDArray) x, new Shape(height, width));
    }

    /**
     * Norm of all elements; its gradient is 0 where the norm's own is not defined.
     *
     * @param x any shape
     * @param order 1 for Σ|x|, 2 for √Σx²
     * @return a scalar ()
     */
    public static NDArray norm(NDArray x, int order) {
        return JniUtils.norm((PtNDArray) x, order, axes(x, 0), false);
    }

    /**
     * Euclidean norm of each image's elements; its gradient is 0 where an image is all zeros.
     *
     * @param x [B, ...]
     * @return [B]
     */
    public static NDArray normPerImage(NDArray x) {
        return JniUtils.norm((PtNDArray) x, 2, axes(x, 1), false);
    }

    /**
     * x · factor in the type of x. DJL's own {@code mul(double)} would promote a float32 scalar to float64, on a GPU wait for a copy, and free
     * the factor while a graph still needs it.
     *
     * @param x any shape
     * @param factor a number
     * @return the shape of x
     */
    public static NDArray scale(NDArray x, double factor) {
        try (NDArray scalar = Scalars.ownedByCaller(x.getDataType(), factor)) {
            return JniUtils.mul((PtNDArray) x, (PtNDArray) scalar);
        }
    }

    /**
     * x + summand in the type of x, see {@link #scale}.
     *
     * @param x any shape
     * @param summand a number
     * @return the shape of x
     */
    public static NDArray plus(NDArray x, double summand) {
        try (NDArray scalar = Scalars.ownedByCaller(x.getDataType(), summand)) {
            return JniUtils.add((PtNDArray) x, (PtNDArray) scalar);
        }
    }

    private static int[] axes(NDArray x, int from) {
        return IntStream.range(from, x.getShape().dimension()).toArray();
    }

    private static Shape square(int size) {
        return new Shape(size, size);
    }
}
