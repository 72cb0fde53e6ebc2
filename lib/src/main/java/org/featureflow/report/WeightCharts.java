package org.featureflow.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;
import org.knowm.xchart.XYChart;

/** How the weights of networks are distributed, several networks in one chart. */
public final class WeightCharts {
    private static final int BINS = 80;

    private WeightCharts() {}

    /**
     * Histogram of the convolutions' weights, each divided by the root mean square of its layer's, so that layers of different scale can be
     * counted together. The vertical axis is logarithmic; a peak at 0 is unstructured sparsity.
     *
     * @param networks label → network
     * @return the chart
     */
    public static XYChart weights(Map<String, Network> networks) {
        Map<String, double[]> values = new LinkedHashMap<>();
        networks.forEach((label, network) -> values.put(label, relativeWeights(network)));
        return histogram(values, -4, 4, "Convolution weights", "weight / root mean square of its layer");
    }

    /**
     * Histogram of filter norms, each divided by the largest of its layer. Mass near 0 is structured sparsity: filters that can go.
     *
     * @param networks label → network
     * @return the chart
     */
    public static XYChart filterNorms(Map<String, Network> networks) {
        Map<String, double[]> values = new LinkedHashMap<>();
        networks.forEach((label, network) -> values.put(label, relativeFilterNorms(network)));
        return histogram(values, 0, 1, "Filter norms", "L2 norm / largest norm of the layer");
    }

    private static XYChart histogram(Map<String, double[]> all, double from, double to, String title, String unit) {
        XYChart chart = ChartStyle.lines(title, unit, "share of all");
        chart.getStyler().setYAxisLogarithmic(true);
        double width = (to - from) / BINS;
        all.forEach((label, values) -> {
            double[] share = new double[BINS];
            for (double v : values) {
                int bin = (int) Math.floor((v - from) / width);
                if (bin >= 0 && bin <= BINS) {
                    share[Math.min(bin, BINS - 1)] += 1.0 / values.length;
                }
            }
            double[] centres = new double[BINS];
            for (int i = 0; i < BINS; i++) {
                centres[i] = from + (i + 0.5) * width;
                // A logarithmic axis has no zero; less than half a weight is none.
                share[i] = Math.max(share[i], 0.5 / values.length);
            }
            chart.addSeries(label, centres, share);
        });
        return chart;
    }

    private static double[] relativeWeights(Network network) {
        return perLayer(network, (weights, filters) -> {
            double rms =
                    Math.sqrt(Arrays.stream(weights).map(w -> w * w).average().orElse(1));
            return Arrays.stream(weights)
                    .map(w -> w / Math.max(rms, Float.MIN_NORMAL))
                    .toArray();
        });
    }

    private static double[] relativeFilterNorms(Network network) {
        return perLayer(network, (weights, filters) -> {
            double[] norms = new double[filters];
            int size = weights.length / filters;
            for (int i = 0; i < weights.length; i++) {
                norms[i / size] += weights[i] * weights[i];
            }
            double largest = Math.sqrt(Arrays.stream(norms).max().orElse(1));
            return Arrays.stream(norms)
                    .map(n -> Math.sqrt(n) / Math.max(largest, Float.MIN_NORMAL))
                    .toArray();
        });
    }

    private interface OfLayer {
        double[] values(double[] weights, int filters);
    }

    private static double[] perLayer(Network network, OfLayer figure) {
        List<double[]> parts = new ArrayList<>();
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager()) {
            for (Node node : network.spec().nodes()) {
                if (node.layer() instanceof Convolution convolution) {
                    NDArray weight = network.array(node.name() + ".weight").toType(DataType.FLOAT64, true);
                    weight.attach(local);
                    parts.add(figure.values(weight.toDoubleArray(), convolution.out()));
                }
            }
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
