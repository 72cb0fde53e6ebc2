package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Node;

/**
 * Euclidean norms of the slices of a weight [out, in, k, k] or [out, in]. libtorch's norm has gradient 0 at a slice of zeros, where a
 * hand-written square root would give NaN.
 */
final class GroupNorms {
    private GroupNorms() {}

    /** Whether a column of the weight is an input channel; in a convolution with groups it is another one in every group. */
    static boolean hasInputs(Node node) {
        return !(node.layer() instanceof Convolution c && c.groups() > 1);
    }

    /** ‖W_i‖ for every filter or row i: [out]. */
    static NDArray ofFilters(NDArray weight) {
        int dimensions = weight.getShape().dimension();
        return weight.norm(2, IntStream.range(1, dimensions).toArray(), false);
    }

    /**
     * ‖W_{i,c}‖ for every kernel: [out, in]. The norms of filters and of input channels are norms of these, so both together take one pass
     * over the weight, in the order it lies in memory.
     */
    static NDArray ofKernels(NDArray weight) {
        return weight.getShape().dimension() == 2 ? weight.abs() : weight.norm(2, new int[] {2, 3}, false);
    }

    /** ‖W_i‖ for every filter, from the kernels' norms. */
    static NDArray ofFiltersOver(NDArray kernels) {
        return kernels.norm(2, new int[] {1}, false);
    }

    /** ‖W_{:,c}‖ for every input channel or column, from the kernels' norms. */
    static NDArray ofInputsOver(NDArray kernels) {
        return kernels.norm(2, new int[] {0}, false);
    }
}
