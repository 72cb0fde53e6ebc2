package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Set;

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
     * Refuses to choose in layers that there are not.
     *
     * @param layers names of all layers that may be pushed
     * @throws org.featureflow.FeatureFlowException if filters of another layer are chosen, which would never be pushed
     */
    default void check(Set<String> layers) {}

    /**
     * In every layer, the given fraction of filters with the smallest L1 norm at this moment, rounded down. The choice follows from the
     * weights alone, so a resumed run makes the same one; a filter once pushed down stays among the smallest.
     *
     * @param fraction share of a layer's filters, in [0, 1)
     * @return the choice
     * @throws org.featureflow.FeatureFlowException if the fraction is out of range
     */
    static FilterChoice smallest(double fraction) {
        return new SmallestFilters(fraction);
    }

    /**
     * Filters named once and for all, as the paper does after ranking a trained network. Layers that are not named have none.
     *
     * @param byLayer layer name → indices of its chosen filters
     * @return the choice
     */
    static FilterChoice fixed(Map<String, Set<Integer>> byLayer) {
        return FixedFilters.of(byLayer);
    }
}
