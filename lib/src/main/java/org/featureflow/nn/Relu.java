package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.engine.Ops;

/** Rectifier: max(x, 0). */
public record Relu() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A rectifier", inputs);
    }

    @Override
    public boolean isActivation() {
        return true;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return Ops.relu(inputs.get(0));
    }
}
