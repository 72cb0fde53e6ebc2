package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Adds a learned value to every channel of every position, without which {@link Attention} could not tell one position from another
 * (Dosovitskiy et al. 2021, eq. 1).
 *
 * @param channels number of channels
 * @param positions rows times columns of the maps it takes
 */
public record PositionEmbedding(int channels, int positions) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if there is no channel or no position
     */
    public PositionEmbedding {
        if (channels < 1 || positions < 1) {
            throw new FeatureFlowException("A position embedding of " + channels + " channels for " + positions
                    + " positions is not possible.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A position embedding", channels, inputs);
        if (x.height() * x.width() != positions) {
            throw new FeatureFlowException("A position embedding for " + positions + " positions gets " + x
                    + "; it fits images of one size only.");
        }
        return x;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(new ParameterSpec("weight", ParameterSpec.Kind.EMBEDDING, new Shape(channels, positions)));
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        Shape map = inputs.get(0).getShape();
        try (NDArray embedding = arrays.get(0).reshape(1, channels, map.get(2), map.get(3))) {
            return inputs.get(0).add(embedding);
        }
    }
}
