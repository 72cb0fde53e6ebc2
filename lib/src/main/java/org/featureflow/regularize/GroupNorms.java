package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;

/**
 * Euclidean norms of the slices of a weight [out, in, k, k] or [out, in]. libtorch's norm has gradient 0 at a slice of zeros, where a
 * hand-written square root would give NaN.
 */
final class GroupNorms {
    private GroupNorms() {}

    /** ‖W_i‖ for every filter or row i: [out]. */
    static NDArray ofFilters(NDArray weight) {
        return over(weight, 0);
    }

    /** ‖W_{:,c}‖ for every input channel or column c: [in]. */
    static NDArray ofInputs(NDArray weight) {
        return over(weight, 1);
    }

    private static NDArray over(NDArray weight, int kept) {
        int dimensions = weight.getShape().dimension();
        int[] axes = IntStream.range(0, dimensions).filter(i -> i != kept).toArray();
        return weight.norm(2, axes, false);
    }
}
