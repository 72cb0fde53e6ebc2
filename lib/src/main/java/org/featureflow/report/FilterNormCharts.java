package org.featureflow.report;

import java.util.Arrays;
import java.util.Map;
import org.featureflow.sparsity.Norms;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.sparsity.Weights;
import org.knowm.xchart.XYChart;

/**
 * How filters differ in size. The size of a filter is its norm with the batch norm behind it folded in, relative to the largest of its layer:
 * layers become comparable, and a group near 0 can be removed.
 */
public final class FilterNormCharts {
    private static final int BINS = 50;

    private FilterNormCharts() {}

    /**
     * How many filters have which relative norm.
     *
     * @param reports name → report; see the package for the order
     * @return the chart
     */
    public static XYChart histogram(Map<String, SparsityReport> reports) {
        XYChart chart = ChartStyle.lines("Filter norms", "norm, relative to the layer's largest", "number of filters");
        ChartStyle.ordered(reports)
                .forEach((name, report) ->
                        Histogram.of(relativeNorms(report), 0, 1, BINS).addTo(chart, name, 0));
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0);
        return chart;
    }

    /**
     * Relative norms from the largest to the smallest: the curve of a network that can be cut without loss ends in a flat part near 0.
     *
     * @param reports name → report; see the package for the order
     * @return the chart
     */
    public static XYChart sorted(Map<String, SparsityReport> reports) {
        XYChart chart = ChartStyle.lines(
                "Filter norms, sorted", "share of all filters", "norm, relative to the layer's largest");
        ChartStyle.ordered(reports).forEach((name, report) -> {
            float[] ascending = relativeNorms(report);
            Arrays.sort(ascending);
            int n = ascending.length;
            double[] x = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = (i + 0.5) / n;
                y[i] = ascending[n - 1 - i];
            }
            chart.addSeries(name, x, y);
        });
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        return chart;
    }

    /** Relative norms of all convolutions' filters; a linear layer's rows are classes and cannot be removed. */
    static float[] relativeNorms(SparsityReport report) {
        return Weights.joined(report.layers().stream()
                .filter(layer -> layer.type().equals("Convolution"))
                .map(layer -> Norms.ratios(layer.effectiveNorms()))
                .toList());
    }
}
