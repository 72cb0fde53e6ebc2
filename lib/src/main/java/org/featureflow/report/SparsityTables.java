package org.featureflow.report;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.featureflow.sparsity.ActivationSparsity;
import org.featureflow.sparsity.FlowStage;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.NearZero;
import org.featureflow.sparsity.SparsityReport;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Sparsity reports as Tablesaw tables, to filter, join and plot. Shares go from 0 to 1; a value that is not defined is missing. */
public final class SparsityTables {
    private SparsityTables() {}

    /**
     * Every layer with every measure.
     *
     * @param report a report
     * @return one row a layer; columns such as {@code weights ≤1e-3} hold shares
     */
    public static Table layers(SparsityReport report) {
        List<LayerSparsity> layers = report.layers();
        Table table = Table.create(report.network() + " layers");
        table.addColumns(text("layer", layers.stream().map(LayerSparsity::layer).toList()));
        table.addColumns(IntColumn.create(
                "filters", layers.stream().mapToInt(LayerSparsity::out).toArray()));
        table.addColumns(LongColumn.create(
                "weights", layers.stream().mapToLong(LayerSparsity::weights).toArray()));
        add(table, "Hoyer", layers, l -> l.spread().hoyer());
        add(table, "Gini", layers, l -> l.spread().gini());
        add(table, "PQ index", layers, l -> l.spread().pqIndex());
        add(table, "kurtosis", layers, l -> l.spread().kurtosis());
        add(table, "effective rank", layers, LayerSparsity::effectiveRank);
        add(table, "stable rank", layers, LayerSparsity::stableRank);
        add(table, "full rank", layers, LayerSparsity::fullRank);
        for (int t = 0; t < report.nearZero().size(); t++) {
            int i = t;
            String name = report.nearZero().get(t).threshold();
            add(table, "weights " + name, layers, l -> l.nearZero().get(i).weights());
            add(table, "filters " + name, layers, l -> l.nearZero().get(i).filters());
            add(
                    table,
                    "filters with batch norm " + name,
                    layers,
                    l -> l.nearZero().get(i).folded());
            add(
                    table,
                    "input channels " + name,
                    layers,
                    l -> l.nearZero().get(i).inputs());
            add(table, "kernels " + name, layers, l -> l.nearZero().get(i).kernels());
        }
        return table;
    }

    /**
     * Shares of the whole network that count as zero.
     *
     * @param report a report
     * @return one row a threshold
     */
    public static Table thresholds(SparsityReport report) {
        List<NearZero> all = report.nearZero();
        Table table = Table.create(report.network() + " near zero");
        table.addColumns(text("threshold", all.stream().map(NearZero::threshold).toList()));
        add(table, "weights", all, NearZero::weights);
        add(table, "filters", all, NearZero::filters);
        add(table, "filters with batch norm", all, NearZero::folded);
        add(table, "input channels", all, NearZero::inputs);
        add(table, "kernels", all, NearZero::kernels);
        return table;
    }

    /**
     * What every activation let through.
     *
     * @param report a report made with images
     * @return one row an activation; empty without images
     */
    public static Table activations(SparsityReport report) {
        List<ActivationSparsity> all = report.activations();
        Table table = Table.create(report.network() + " activations");
        table.addColumns(
                text("activation", all.stream().map(ActivationSparsity::layer).toList()));
        table.addColumns(IntColumn.create(
                "channels", all.stream().mapToInt(ActivationSparsity::channels).toArray()));
        table.addColumns(IntColumn.create(
                "dead channels", all.stream().mapToInt(ActivationSparsity::dead).toArray()));
        add(table, "zeros (APoZ)", all, ActivationSparsity::zeros);
        return table;
    }

    /**
     * The feature flow, stage by stage and all together.
     *
     * @param report a report made with images
     * @return one row a stage; empty without images
     */
    public static Table flow(SparsityReport report) {
        List<FlowStage> all = report.flow();
        Table table = Table.create(report.network() + " feature flow");
        table.addColumns(text("stage", all.stream().map(FlowStage::stage).toList()));
        table.addColumns(text("shape", all.stream().map(FlowStage::shape).toList()));
        table.addColumns(IntColumn.create(
                "features", all.stream().mapToInt(FlowStage::features).toArray()));
        add(table, "length", all, FlowStage::length);
        add(table, "chord", all, FlowStage::chord);
        add(table, "turning, rad", all, FlowStage::turning);
        add(table, "straightness", all, FlowStage::straightness);
        return table;
    }

    /**
     * Several networks side by side.
     *
     * @param reports name → report; see the package for the order
     * @return one row a network; flow and dead channels are missing where there were no images; Hoyer, Gini and PQ index are of all weights
     *     as they are, so that they contain how the layers differ in scale
     */
    public static Table compared(Map<String, SparsityReport> reports) {
        Map<String, SparsityReport> ordered = ChartStyle.ordered(reports);
        List<SparsityReport> all = List.copyOf(ordered.values());
        Table table = Table.create("Sparsity");
        table.addColumns(text("network", List.copyOf(ordered.keySet())));
        table.addColumns(LongColumn.create(
                "weights", all.stream().mapToLong(SparsityReport::weights).toArray()));
        List<NearZero> thresholds = all.isEmpty() ? List.of() : all.get(0).nearZero();
        for (int t = 0; t < thresholds.size(); t++) {
            int i = t;
            add(
                    table,
                    "weights " + thresholds.get(t).threshold(),
                    all,
                    r -> r.nearZero().get(i).weights());
            add(
                    table,
                    "filters with batch norm " + thresholds.get(t).threshold(),
                    all,
                    r -> r.nearZero().get(i).folded());
        }
        add(table, "Hoyer", all, r -> r.spread().hoyer());
        add(table, "Gini", all, r -> r.spread().gini());
        add(table, "PQ index", all, r -> r.spread().pqIndex());
        add(table, "dead channels", all, SparsityTables::dead);
        add(table, "flow length", all, r -> whole(r, FlowStage::length));
        add(table, "turning, rad", all, r -> whole(r, FlowStage::turning));
        add(table, "straightness", all, r -> whole(r, FlowStage::straightness));
        return table;
    }

    private static double dead(SparsityReport report) {
        return report.activations().isEmpty()
                ? Double.NaN
                : report.activations().stream()
                        .mapToInt(ActivationSparsity::dead)
                        .sum();
    }

    private static double whole(SparsityReport report, ToDoubleFunction<FlowStage> figure) {
        List<FlowStage> flow = report.flow();
        return flow.isEmpty() ? Double.NaN : figure.applyAsDouble(flow.get(flow.size() - 1));
    }

    private static StringColumn text(String name, List<String> values) {
        return StringColumn.create(name, values);
    }

    private static <T> void add(Table table, String name, List<T> rows, ToDoubleFunction<T> value) {
        table.addColumns(
                DoubleColumn.create(name, rows.stream().mapToDouble(value).toArray()));
    }
}
