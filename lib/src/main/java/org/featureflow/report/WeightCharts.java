package org.featureflow.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.Norms;
import org.featureflow.sparsity.WeightTensor;
import org.featureflow.sparsity.Weights;
import org.knowm.xchart.XYChart;

/** How the weights of networks are distributed, several networks in one chart; the logarithmic count shows peak and tails at once. */
public final class WeightCharts {
    private static final int BINS = 81;
    private static final double RMS_SHOWN = 4;

    private WeightCharts() {}

    /**
     * Histogram of the convolutions' weights, each divided by the root mean square of its layer's, so that layers of different scale can be
     * counted together. A peak at 0 is unstructured sparsity. Weights beyond ±4 are not shown.
     *
     * @param networks label → network
     * @return the chart
     */
    public static XYChart weights(Map<String, Network> networks) {
        return histogram(
                perNetwork(networks, WeightCharts::relative),
                RMS_SHOWN,
                "Convolution weights",
                "weight / root mean square of its layer");
    }

    /**
     * Histogram of any values that lie around 0.
     *
     * @param values label → values
     * @param title what they are
     * @param unit the horizontal axis
     * @return the chart
     * @throws FeatureFlowException if there are none or they are not finite
     */
    public static XYChart values(Map<String, float[]> values, String title, String unit) {
        double largest =
                values.values().stream().mapToDouble(Norms::maximum).max().orElse(Double.NaN);
        if (!Double.isFinite(largest)) {
            throw new FeatureFlowException("A histogram needs values, and all of them finite.");
        }
        return histogram(values, largest == 0 ? 1 : rounded(largest), title, unit);
    }

    /**
     * Histogram of filter norms, each divided by the largest of its layer. Mass near 0 is structured sparsity: filters that can go.
     * {@link FilterNormCharts} shows them with batch norm folded in.
     *
     * @param networks label → network
     * @return the chart
     */
    public static XYChart filterNorms(Map<String, Network> networks) {
        XYChart chart = ChartStyle.lines("Filter norms", "L2 norm / largest norm of the layer", "number of filters");
        perNetwork(networks, w -> Norms.ratios(w.filterNorms()))
                .forEach((label, norms) -> Histogram.of(norms, 0, 1, BINS - 1).addTo(chart, label, 0));
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0);
        return chart;
    }

    private static XYChart histogram(Map<String, float[]> values, double edge, String title, String unit) {
        XYChart chart = ChartStyle.lines(title, unit, "number of weights");
        // Empty bins lie half a decade below one weight.
        double floor = 0.3;
        ChartStyle.ordered(values)
                .forEach((label, all) -> Histogram.of(all, -edge, edge, BINS).addTo(chart, label, floor));
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(floor).setXAxisMin(-edge).setXAxisMax(edge);
        return chart;
    }

    private static Map<String, float[]> perNetwork(
            Map<String, Network> networks, Function<WeightTensor, float[]> ofLayer) {
        Map<String, float[]> all = new LinkedHashMap<>();
        ChartStyle.ordered(networks)
                .forEach((label, network) -> all.put(
                        label,
                        Weights.joined(Weights.layers(network.spec()).stream()
                                .filter(node -> node.layer() instanceof Convolution)
                                .map(node -> ofLayer.apply(Weights.of(network, node)))
                                .toList())));
        return all;
    }

    /** A layer's weights, each divided by their root mean square. */
    static float[] relative(WeightTensor layer) {
        float[] values = layer.values();
        double rms = Norms.l2(values) / Math.sqrt(values.length);
        float[] relative = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            relative[i] = rms == 0 ? 0 : (float) (values[i] / rms);
        }
        return relative;
    }

    /** The next larger number with one digit, so that the axis has round numbers. */
    private static double rounded(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        return Math.ceil(value / unit) * unit;
    }
}
