package org.featureflow.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.Concentration;
import org.featureflow.sparsity.Weights;
import org.knowm.xchart.XYChart;

/**
 * Which share of all size the smallest weights hold together. Equal weights lie on the diagonal; the further below, the sparser. The Gini
 * index is twice the area between.
 */
public final class LorenzChart {
    private static final int POINTS = 200;
    private static final String SMALLEST_FIRST = "share of the weights, smallest first";

    private LorenzChart() {}

    /**
     * All weights of convolutions and linear layers, each divided by the root mean square of its layer's, so that layers of different scale
     * can be put in one order.
     *
     * @param networks name → network; see the package for the order
     * @return the chart, with the Gini index of what it shows in the legend
     */
    public static XYChart ofNetworks(Map<String, Network> networks) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        ChartStyle.ordered(networks)
                .forEach((name, network) -> weights.put(
                        name,
                        Weights.joined(Weights.layers(network.spec()).stream()
                                .map(node -> WeightCharts.relative(Weights.of(network, node)))
                                .toList())));
        return of(weights, SMALLEST_FIRST + ", each divided by its layer's rms");
    }

    /**
     * Any values.
     *
     * @param weights name → values, not all zero; see the package for the order
     * @return the chart, with the Gini index in the legend
     */
    public static XYChart of(Map<String, float[]> weights) {
        return of(weights, SMALLEST_FIRST);
    }

    private static XYChart of(Map<String, float[]> weights, String order) {
        XYChart chart = ChartStyle.lines("Lorenz curve of the weights", order, "share of their total size");
        double[] x = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            x[i] = (double) i / POINTS;
        }
        ChartStyle.allowRoundTicks(x);
        ChartStyle.ordered(weights)
                .forEach((name, values) -> chart.addSeries(
                        String.format(Locale.ROOT, "%s (Gini %.3f)", name, Concentration.gini(values)),
                        x,
                        Concentration.lorenz(values, POINTS)));
        float[] dashes = {4, 4};
        chart.addSeries("equal weights", new double[] {0, 1}, new double[] {0, 1})
                .setLineStyle(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0))
                .setLineColor(Color.GRAY);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        return chart;
    }
}
