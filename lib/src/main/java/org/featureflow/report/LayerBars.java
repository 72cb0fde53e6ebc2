package org.featureflow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.SparsityReport;
import org.knowm.xchart.CategoryChart;

/** One bar a layer and network, layers in order of computation. */
public final class LayerBars {
    private LayerBars() {}

    /**
     * Filters of every convolution: what pruning left.
     *
     * @param specs name → network, all of one architecture; see the package for the order
     * @return the chart
     * @throws FeatureFlowException if the networks have different layers
     */
    public static CategoryChart widths(Map<String, NetworkSpec> specs) {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        ChartStyle.ordered(specs).forEach((name, spec) -> {
            Map<String, Double> widths = new LinkedHashMap<>();
            for (Node node : spec.nodes()) {
                if (node.layer() instanceof Convolution c) {
                    widths.put(node.name(), (double) c.out());
                }
            }
            values.put(name, widths);
        });
        return of("Filters of every layer", "filters", values);
    }

    /**
     * A measure of every layer with weights, such as its sparsity.
     *
     * @param title what it shows
     * @param y title of the vertical axis, with the unit
     * @param reports name → report, all of one architecture; see the package for the order
     * @param measure takes the value from a layer
     * @return the chart
     * @throws FeatureFlowException if the networks have different layers
     */
    public static CategoryChart measure(
            String title, String y, Map<String, SparsityReport> reports, ToDoubleFunction<LayerSparsity> measure) {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        ChartStyle.ordered(reports).forEach((name, report) -> {
            Map<String, Double> byLayer = new LinkedHashMap<>();
            report.layers().forEach(l -> byLayer.put(l.layer(), measure.applyAsDouble(l)));
            values.put(name, byLayer);
        });
        return of(title, y, values);
    }

    /**
     * Any values.
     *
     * @param title what they are
     * @param y title of the vertical axis, with the unit
     * @param values name → layer → value; the same layers in every one
     * @return the chart
     * @throws FeatureFlowException if there are no values or the layers differ
     */
    public static CategoryChart of(String title, String y, Map<String, Map<String, Double>> values) {
        Map<String, Map<String, Double>> all = ChartStyle.ordered(values);
        if (all.isEmpty()) {
            throw new FeatureFlowException("A chart of layers needs at least one network.");
        }
        List<String> layers = new ArrayList<>(all.values().iterator().next().keySet());
        CategoryChart chart = ChartStyle.bars(title, "", y, layers.size());
        all.forEach((name, byLayer) -> {
            if (!List.copyOf(byLayer.keySet()).equals(layers)) {
                throw new FeatureFlowException(
                        "The networks of a chart of layers must have the same layers; “" + name + "” has others.");
            }
            chart.addSeries(name, layers, new ArrayList<>(byLayer.values()));
        });
        return chart;
    }
}
