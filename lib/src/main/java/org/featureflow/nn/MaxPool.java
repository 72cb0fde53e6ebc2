package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/**
 * Maximum over a sliding window.
 *
 * @param kernel window size
 * @param stride step
 * @param padding border on every side that never wins
 */
public record MaxPool(int kernel, int stride, int padding) implements Layer {
    /**
     * Checks the numbers.
     *
     * @param kernel window size, at least 1
     * @param stride step, at least 1
     * @param padding border on every side that never wins, at most half of the kernel
     * @throws org.featureflow.FeatureFlowException if one is out of range
     */
    public MaxPool {
        FeatureShape.requireWindow("A max pool", kernel, stride, padding);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A max pool", inputs).windowed(kernel, stride, padding);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.maxPool(inputs.get(0), kernel, stride, padding);
    }
}
