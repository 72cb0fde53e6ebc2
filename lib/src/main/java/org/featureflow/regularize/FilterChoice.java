package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;

/** Which filters of a layer a growing penalty pushes out. */
@FunctionalInterface
public interface FilterChoice {
    /**
     * The filters chosen in a layer.
     *
     * @param layer the layer's name
     * @param rows its filters as rows [out, n], without graph
     * @return indices of the chosen filters as int64 [k], owned by the manager of {@code rows}; null for none
     */
    NDArray chosen(String layer, NDArray rows);

    /**
     * In every layer, the given fraction of filters with the smallest L1 norm at this moment, rounded down. The choice follows from the
     * weights alone, so a resumed run makes the same one; a filter once pushed down stays among the smallest.
     *
     * @param fraction share of a layer's filters, in [0, 1)
     * @return the choice
     * @throws FeatureFlowException if the fraction is out of range
     */
    static FilterChoice smallest(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new FeatureFlowException(
                    "The fraction of filters to push out must be at least 0 and below 1, not " + fraction + ".");
        }
        return (layer, rows) -> {
            NDArray norms = rows.norm(1, new int[] {1}, false);
            long count = (long) (fraction * norms.size());
            return count == 0 ? null : norms.argSort(0, true).get(new NDIndex().addSliceDim(0, count));
        };
    }

    /**
     * Filters named once and for all, as the paper does after ranking a trained network. Layers that are not named have none.
     *
     * @param byLayer layer name → indices of its chosen filters
     * @return the choice
     */
    static FilterChoice fixed(Map<String, Set<Integer>> byLayer) {
        Map<String, Set<Integer>> copy = Map.copyOf(byLayer);
        return (layer, rows) -> {
            Set<Integer> filters = copy.getOrDefault(layer, Set.of());
            long out = rows.getShape().get(0);
            for (int i : filters) {
                if (i < 0 || i >= out) {
                    throw new FeatureFlowException("Layer “" + layer + "” has filters 0 to " + (out - 1)
                            + "; there is no filter " + i + " to push out.");
                }
            }
            long[] indices =
                    filters.stream().mapToLong(Integer::longValue).sorted().toArray();
            return indices.length == 0 ? null : rows.getManager().create(indices);
        };
    }
}
