package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;

/** Sum of two features of one shape: where a residual branch meets its shortcut. */
public record Add() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        if (inputs.size() != 2 || !inputs.get(0).equals(inputs.get(1))) {
            throw new FeatureFlowException("An addition takes two features of one shape, not " + inputs + ".");
        }
        return inputs.get(0);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return inputs.get(0).add(inputs.get(1));
    }
}
