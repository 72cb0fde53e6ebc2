package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.featureflow.FeatureFlowException;

/**
 * See {@link FilterChoice#fixed}. A record, so that what says which penalty a run had names the filters, always in the same order.
 *
 * @param byLayer layer name → indices of its chosen filters
 */
record FixedFilters(SortedMap<String, SortedSet<Integer>> byLayer) implements FilterChoice {
    static FixedFilters of(Map<String, Set<Integer>> byLayer) {
        SortedMap<String, SortedSet<Integer>> sorted = new TreeMap<>();
        byLayer.forEach(
                (layer, filters) -> sorted.put(layer, Collections.unmodifiableSortedSet(new TreeSet<>(filters))));
        return new FixedFilters(Collections.unmodifiableSortedMap(sorted));
    }

    @Override
    public void check(Set<String> layers) {
        List<String> unknown =
                byLayer.keySet().stream().filter(l -> !layers.contains(l)).toList();
        if (!unknown.isEmpty()) {
            throw new FeatureFlowException("The growing penalty is to push filters of " + String.join(", ", unknown)
                    + ", which its scope does not have; it has " + String.join(", ", new TreeSet<>(layers)) + ".");
        }
    }

    @Override
    public NDArray chosen(String layer, NDArray rows) {
        Set<Integer> filters = byLayer.getOrDefault(layer, Collections.emptySortedSet());
        long out = rows.getShape().get(0);
        for (int i : filters) {
            if (i < 0 || i >= out) {
                throw new FeatureFlowException("Layer “" + layer + "” has filters 0 to " + (out - 1)
                        + "; there is no filter " + i + " to push out.");
            }
        }
        long[] indices = filters.stream().mapToLong(Integer::longValue).toArray();
        return indices.length == 0 ? null : rows.getManager().create(indices);
    }
}
