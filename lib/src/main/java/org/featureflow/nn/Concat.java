package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.featureflow.FeatureFlowException;

/** Joins features of one map size along their channels. */
public record Concat() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        if (inputs.isEmpty()) {
            throw new FeatureFlowException("A concatenation needs at least one input.");
        }
        FeatureShape first = inputs.get(0);
        int channels = 0;
        for (FeatureShape x : inputs) {
            if (x.height() != first.height() || x.width() != first.width()) {
                throw new FeatureFlowException("A concatenation takes features of one map size, not " + inputs + ".");
            }
            channels += x.channels();
        }
        return first.withChannels(channels);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        // DJL copies a single array out of the graph.
        NDArray first = inputs.get(0);
        return inputs.size() == 1 ? first.reshape(first.getShape()) : NDArrays.concat(new NDList(inputs), 1);
    }
}
