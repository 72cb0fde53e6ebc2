package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.featureflow.FeatureFlowException;

/**
 * See {@link FilterChoice#smallest}. A record, so that what says which penalty a run had says the fraction too.
 *
 * @param fraction share of a layer's filters, in [0, 1)
 */
record SmallestFilters(double fraction) implements FilterChoice {
    /** Products such as 0.29 · 100 must not lose a filter. */
    private static final double TOLERANCE = 1e-9;

    SmallestFilters {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new FeatureFlowException(
                    "The fraction of filters to push out must be at least 0 and below 1, not " + fraction + ".");
        }
    }

    @Override
    public NDArray chosen(String layer, NDArray rows) {
        NDArray norms = rows.norm(1, new int[] {1}, false);
        long count = (long) (fraction * norms.size() + TOLERANCE);
        return count == 0 ? null : norms.argSort(0, true).get(new NDIndex().addSliceDim(0, count));
    }
}
