package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** [B, C, H, W] → [B, C·H·W], channel by channel. */
public record Flatten() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return FeatureShape.vector(Layer.only("A flattening", inputs).size());
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        NDArray x = inputs.get(0);
        return x.reshape(new Shape(
                x.getShape().get(0), x.getShape().size() / x.getShape().get(0)));
    }
}
