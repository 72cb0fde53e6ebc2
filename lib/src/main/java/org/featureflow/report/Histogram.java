package org.featureflow.report;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * Counts in equal bins.
 *
 * @param from left edge of the first bin
 * @param to right edge of the last bin, which belongs to it
 * @param counts values in each bin
 */
record Histogram(double from, double to, long[] counts) {
    /** Counts values; those outside are left out. */
    static Histogram of(float[] values, double from, double to, int bins) {
        long[] counts = new long[bins];
        double perUnit = bins / (to - from);
        for (float v : values) {
            if (v >= from && v <= to) {
                counts[Math.min(bins - 1, (int) ((v - from) * perUnit))]++;
            }
        }
        return new Histogram(from, to, counts);
    }

    /** Draws the outline as steps; an empty bin is drawn at {@code floor}, which a logarithmic axis can show. */
    void addTo(XYChart chart, String name, double floor) {
        int bins = counts.length;
        double[] x = new double[bins + 1];
        double[] y = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            x[i] = from + (to - from) * i / bins;
            y[i] = Math.max(floor, counts[Math.min(i, bins - 1)]);
        }
        ChartStyle.allowRoundTicks(x);
        chart.addSeries(name, x, y).setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
    }
}
