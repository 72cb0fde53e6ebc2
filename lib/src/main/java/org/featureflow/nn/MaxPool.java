package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/**
 * Maximum over a sliding window.
 *
 * @param kernel window size
 * @param stride step
 * @param padding border before and behind the rows and columns that never wins
 * @param ceil whether a last window that hangs over the edge counts too, PyTorch's {@code ceil_mode}, as in SqueezeNet and GoogLeNet
 */
public record MaxPool(PerAxis kernel, PerAxis stride, PerAxis padding, boolean ceil) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws org.featureflow.FeatureFlowException if one is out of range
     */
    public MaxPool {
        FeatureShape.requireWindow("A max pool", kernel, stride, padding);
    }

    /**
     * Square windows that lie within the map and its border.
     *
     * @param kernel window size, at least 1
     * @param stride step, at least 1
     * @param padding border on every side that never wins, at most half of the kernel
     */
    public MaxPool(int kernel, int stride, int padding) {
        this(kernel, stride, padding, false);
    }

    /**
     * Square windows with equal steps and padding.
     *
     * @param kernel window size, at least 1
     * @param stride step, at least 1
     * @param padding border on every side that never wins, at most half of the kernel
     * @param ceil whether a last window that hangs over the edge counts too
     */
    public MaxPool(int kernel, int stride, int padding, boolean ceil) {
        this(PerAxis.of(kernel), PerAxis.of(stride), PerAxis.of(padding), ceil);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A max pool", inputs);
        return ceil ? x.windowedUp(kernel, stride, padding) : x.windowed(kernel, stride, padding);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.maxPool(inputs.get(0), kernel.shape(), stride.shape(), padding.shape(), ceil);
    }
}
