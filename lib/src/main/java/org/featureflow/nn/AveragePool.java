package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/**
 * Mean over a sliding window; padded zeros count (PyTorch's default).
 *
 * @param kernel window size
 * @param stride step
 * @param padding zeros added on every side
 */
public record AveragePool(int kernel, int stride, int padding) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws org.featureflow.FeatureFlowException if one is out of range
     */
    public AveragePool {
        FeatureShape.requireWindow("An average pool", kernel, stride, padding);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("An average pool", inputs).windowed(kernel, stride, padding);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.averagePool(inputs.get(0), kernel, stride, padding);
    }
}
