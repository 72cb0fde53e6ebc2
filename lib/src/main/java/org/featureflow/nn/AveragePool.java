package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/**
 * Mean over a sliding window.
 *
 * @param kernel window size
 * @param stride step
 * @param padding zeros added before and behind the rows and columns
 * @param countsPadding whether the mean is over the padded zeros too, PyTorch's default, or only over what is in the map
 */
public record AveragePool(PerAxis kernel, PerAxis stride, PerAxis padding, boolean countsPadding) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws org.featureflow.FeatureFlowException if one is out of range
     */
    public AveragePool {
        FeatureShape.requireWindow("An average pool", kernel, stride, padding);
    }

    /**
     * A square window with equal steps and padding, whose zeros count.
     *
     * @param kernel window size, at least 1
     * @param stride step, at least 1
     * @param padding zeros added on every side, at most half of the kernel
     */
    public AveragePool(int kernel, int stride, int padding) {
        this(PerAxis.of(kernel), PerAxis.of(stride), PerAxis.of(padding), true);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("An average pool", inputs).windowed(kernel, stride, padding);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.averagePool(inputs.get(0), kernel.shape(), stride.shape(), padding.shape(), countsPadding);
    }
}
