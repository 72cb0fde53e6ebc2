package org.featureflow.report;

import java.util.List;
import java.util.function.Function;
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

    /** Draws the outline as steps. */
    void addTo(XYChart chart, String name) {
        double[] x = new double[percent.length + 1];
        double[] y = new double[percent.length + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = from + (to - from) * i / percent.length;
            y[i] = percent[Math.min(i, percent.length - 1)];
        }
        ChartStyle.allowRoundTicks(x);
        chart.addSeries(name, x, y).setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
    }
}
