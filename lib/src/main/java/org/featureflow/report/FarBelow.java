package org.featureflow.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.featureflow.compare.Sample;

/**
 * Where an axis should begin. One network that a cut has destroyed lies so far below all others that on a common axis these would lie upon
 * each other; then the axis begins above it, and the chart says what it leaves out.
 */
final class FarBelow {
    /** A gap this many times wider than all values above it together sets apart what lies below it. */
    private static final double TIMES = 5;

    private FarBelow() {}

    /** Where a line of one standard deviation to either side of the mean begins. */
    static double low(Sample sample) {
        return sample.mean() - (sample.size() > 1 ? sample.deviation() : 0);
    }

    /**
     * What a chart calls a row that it does not draw.
     *
     * @param name of the row
     * @param sample its values
     * @param least where the axis begins
     * @return with the mean if all values lie below, otherwise with every value: the mean of a few good and one destroyed network is that of none
     */
    static String named(String name, Sample sample, double least) {
        return sample.values().stream().allMatch(v -> v < least)
                ? String.format(Locale.ROOT, "%s (%.1f, below)", name, sample.mean())
                : name
                        + sample.values().stream()
                                .map(v -> String.format(Locale.ROOT, "%.1f", v))
                                .collect(Collectors.joining(", ", " (seeds: ", ")"));
    }

    /**
     * The least value that the axis should show.
     *
     * @param values any values
     * @return the least of them, or the least above the widest gap if that is wide; NaN without values
     */
    static double least(Collection<Double> values) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        // Most of the values must be above it: of two, none is the usual one.
        for (int i = (sorted.length - 1) / 2; i > 0; i--) {
            double spread = sorted[sorted.length - 1] - sorted[i];
            if (spread > 0 && sorted[i] - sorted[i - 1] > TIMES * spread) {
                return sorted[i];
            }
        }
        return Arrays.stream(sorted).min().orElseThrow();
    }
}
