package org.featureflow.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.featureflow.experiment.WeightHistogram;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * Counts of several networks in equal bins, as shares of them all.
 *
 * @param from left edge of the first bin
 * @param to right edge of the last bin
 * @param percent share of each bin, in percent
 */
record Shares(double from, double to, double[] percent) {
    /** A share, in percent, too small for a chart. */
    private static final double INVISIBLE = 0.02;

    static Shares of(List<WeightHistogram> all, Function<WeightHistogram, List<Long>> counts) {
        double[] percent = new double[counts.apply(all.get(0)).size()];
        double total = all.stream()
                .flatMap(h -> counts.apply(h).stream())
                .mapToLong(Long::longValue)
                .sum();
        for (WeightHistogram h : all) {
            List<Long> bins = counts.apply(h);
            for (int i = 0; i < percent.length && i < bins.size(); i++) {
                percent[i] += 100 * bins.get(i) / total;
            }
        }
        return new Shares(all.get(0).from(), all.get(0).to(), percent);
    }

    /** Draws the outlines of several networks as steps, from the first bin to the last that holds something worth seeing. */
    static void addTo(XYChart chart, Map<String, Shares> networks) {
        int[] seen = networks.values().stream()
                .flatMapToInt(Shares::visible)
                .sorted()
                .toArray();
        if (seen.length > 0) {
            networks.forEach((name, shares) -> shares.addTo(chart, name, seen[0], seen[seen.length - 1] + 1));
        }
    }

    private IntStream visible() {
        return IntStream.range(0, percent.length).filter(i -> percent[i] > INVISIBLE);
    }

    /** Bins from the first up to but without the end. */
    private void addTo(XYChart chart, String name, int first, int end) {
        double[] x = new double[end - first + 1];
        double[] y = new double[end - first + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = from + (to - from) * (first + i) / percent.length;
            y[i] = percent[Math.min(first + i, end - 1)];
        }
        ChartStyle.allowRoundTicks(x);
        chart.addSeries(name, x, y).setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
    }
}
