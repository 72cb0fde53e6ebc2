package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What a network makes of a batch.
 *
 * @param logits [B, classes]
 * @param features the feature flow f_0 … f_L: outputs of the tapped nodes, each [B, C, H, W] or [B, C]
 */
public record Output(NDArray logits, List<NDArray> features) {
    /** Copies the list. */
    public Output {
        features = List.copyOf(features);
    }
}
