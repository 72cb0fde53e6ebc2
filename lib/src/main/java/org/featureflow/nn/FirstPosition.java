package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;

/** Every channel's value at the first position of a map: where a {@link ClassToken} has gathered what the head is to know. */
public record FirstPosition() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return FeatureShape.vector(Layer.only("The first position", inputs).channels());
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return inputs.get(0).get(new NDIndex(":, :, 0:1, 0:1"));
    }
}
