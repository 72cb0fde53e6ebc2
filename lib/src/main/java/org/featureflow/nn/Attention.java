package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Ops;

/**
 * Scaled dot-product attention with several heads between all positions of a map (Vaswani et al. 2017, eq. 1): every position becomes a mean
 * of the values of all, weighed by softmax(qᵀk / √width). Its inputs are queries, keys and values, three maps of {@code heads · width}
 * channels, head after head; the layers that make them and the one that mixes the heads again are layers of their own, 1×1 convolutions.
 *
 * @param heads number of heads
 * @param width channels of a head; it stays when heads are removed, so the scale does too
 */
public record Attention(int heads, int width) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if there is no head or a head has no channel
     */
    public Attention {
        if (heads < 1 || width < 1) {
            throw new FeatureFlowException(
                    "Attention with " + heads + " heads of " + width + " channels is not possible.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        boolean fit = inputs.size() == 3 && inputs.stream().distinct().count() == 1;
        if (!fit || inputs.get(0).channels() != heads * width) {
            throw new FeatureFlowException("Attention with " + heads + " heads of " + width
                    + " channels takes queries, keys and values of one shape and " + heads * width + " channels, not "
                    + inputs + ".");
        }
        return inputs.get(0);
    }

    /** Two products for every pair of positions and every channel: of queries with keys, and of their weights with values. */
    @Override
    public long macs(FeatureShape output) {
        return 2L * output.size() * output.height() * output.width();
    }

    /** A weight for every pair of positions in every head. */
    @Override
    public long kept(FeatureShape output) {
        long positions = (long) output.height() * output.width();
        return heads * positions * positions;
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        Shape map = inputs.get(0).getShape();
        try (NDArray queries = rows(inputs.get(0));
                NDArray keys = rows(inputs.get(1));
                NDArray values = rows(inputs.get(2));
                NDArray scaled = Ops.scale(queries, 1 / Math.sqrt(width));
                NDArray columns = keys.transpose(0, 1, 3, 2);
                NDArray products = scaled.matMul(columns);
                NDArray weights = products.softmax(-1);
                NDArray means = weights.matMul(values);
                NDArray positions = means.transpose(0, 2, 1, 3);
                NDArray map4 = positions.reshape(map.get(0), map.get(2), map.get(3), map.get(1))) {
            return map4.transpose(0, 3, 1, 2);
        }
    }

    /** [B, heads, positions, width]; of a channels-last array a view. */
    private NDArray rows(NDArray x) {
        Shape map = x.getShape();
        try (NDArray last = x.transpose(0, 2, 3, 1);
                NDArray heads4 = last.reshape(map.get(0), map.get(2) * map.get(3), heads, width)) {
            return heads4.transpose(0, 2, 1, 3);
        }
    }
}
