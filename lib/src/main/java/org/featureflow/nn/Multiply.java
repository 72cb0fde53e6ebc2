package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Product of two features of one shape, or of a map and one factor a channel: where squeeze and excitation (Hu et al. 2018) weighs the channels
 * that its gate has looked at. The map comes first; the factors are [B, C, 1, 1] or [B, C].
 */
public record Multiply() implements Layer {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        boolean fit = inputs.size() == 2
                && (inputs.get(1).equals(inputs.get(0))
                        || inputs.get(1)
                                .equals(FeatureShape.vector(inputs.get(0).channels())));
        if (!fit) {
            throw new FeatureFlowException("A product takes two features of one shape, or a map and one factor for each"
                    + " of its channels, not " + inputs + ".");
        }
        return inputs.get(0);
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        NDArray x = inputs.get(0);
        NDArray factors = inputs.get(1);
        Shape rows = factors.getShape();
        if (x.getShape().dimension() == rows.dimension()) {
            return x.mul(factors);
        }
        try (NDArray column = factors.reshape(rows.get(0), rows.get(1), 1, 1)) {
            return x.mul(column);
        }
    }
}
