package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/** Mean over each channel's map: [B, C, H, W] → [B, C, 1, 1]. */
public record GlobalAveragePool() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return FeatureShape.vector(Layer.only("A global average pool", inputs).channels());
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.globalAveragePool(inputs.get(0));
    }
}
