package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Puts a learned position before those of a map, which follow row by row: the class token of a vision transformer (Dosovitskiy et al. 2021,
 * eq. 1). A map of H × W positions becomes one of (1 + H·W) × 1.
 *
 * @param channels number of channels
 */
public record ClassToken(int channels) implements Layer {
    /**
     * Checks the number.
     *
     * @throws FeatureFlowException if there is no channel
     */
    public ClassToken {
        if (channels < 1) {
            throw new FeatureFlowException("A class token of " + channels + " channels is not possible.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        FeatureShape x = Layer.only("A class token", channels, inputs);
        return new FeatureShape(channels, 1 + x.height() * x.width(), 1);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(new ParameterSpec("weight", ParameterSpec.Kind.EMBEDDING, new Shape(channels)));
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        Shape map = inputs.get(0).getShape();
        long batch = map.get(0);
        long positions = map.get(2) * map.get(3);
        try (NDArray last = inputs.get(0).transpose(0, 2, 3, 1);
                NDArray rows = last.reshape(batch, positions, 1, channels);
                NDArray one = arrays.get(0).reshape(1, 1, 1, channels);
                NDArray tokens = one.broadcast(batch, 1, 1, channels);
                NDArray all = tokens.concat(rows, 1)) {
            NDArray map4 = all.transpose(0, 3, 1, 2);
            // Made from the token first, it would live as long as the network does.
            map4.attach(inputs.get(0).getManager());
            return map4;
        }
    }
}
