package org.featureflow.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.compare.Measure;
import org.featureflow.compare.Sample;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.Stage;
import org.featureflow.experiment.WeightHistogram;
import org.featureflow.nn.Node;
import org.featureflow.train.EpochMetrics;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/**
 * Comparisons drawn: accuracy against size, method by method, over the epochs; weights by size; channels kept. A method looks the same in
 * every chart, and what was trained with one penalty has one colour.
 */
public final class ComparisonCharts {
    private static final double MILLION = 1e6;
    private static final double SEEN = 1.2;

    private ComparisonCharts() {}

    /**
     * Whether rows differ in size by more than whole channels make where one target is met.
     *
     * @param comparison any comparison
     * @param size {@link Measure#MACS} or {@link Measure#PARAMETERS}
     * @return whether the largest row is a fifth larger than the smallest, so that {@link #accuracyAgainst} shows something
     */
    public static boolean differInSize(Comparison comparison, Measure size) {
        DoubleSummaryStatistics sizes = comparison.rows().stream()
                .mapToDouble(r -> r.sample(size).mean())
                .filter(Double::isFinite)
                .summaryStatistics();
        return sizes.getMax() > SEEN * sizes.getMin();
    }

    /**
     * Accuracy against size, one curve a method, error bars of one standard deviation over seeds.
     *
     * @param comparison any comparison
     * @param size {@link Measure#MACS} or {@link Measure#PARAMETERS}
     * @return the chart
     */
    public static XYChart accuracyAgainst(Comparison comparison, Measure size) {
        List<ComparisonRow> rows = comparison.rows().stream()
                .filter(r -> r.sample(Measure.ACCURACY).size() > 0)
                .toList();
        double least = FarBelow.least(
                rows.stream().map(r -> FarBelow.low(r.sample(Measure.ACCURACY))).toList());
        Map<String, List<TradeOff.Point>> methods = new LinkedHashMap<>();
        List<String> left = new ArrayList<>();
        for (ComparisonRow row : rows) {
            Sample accuracy = row.sample(Measure.ACCURACY);
            if (FarBelow.low(accuracy) >= least) {
                methods.computeIfAbsent(row.method(), m -> new ArrayList<>())
                        .add(new TradeOff.Point(
                                row.sample(size).mean() / MILLION, accuracy.mean() / 100, deviation(accuracy) / 100));
            } else {
                left.add(FarBelow.named(row.method(), accuracy, least));
            }
        }
        String below = left.isEmpty() ? "" : " (not drawn: " + String.join(", ", left) + ")";
        return MethodLooks.of(comparison)
                .on(TradeOff.of(
                        comparison.name() + ": accuracy against " + size.plainTitle(),
                        size.plainTitle() + ", millions" + below,
                        methods));
    }

    /**
     * The accuracy of every method at one size, where curves would lie upon each other, and of small networks from scratch of that size: a point each, with
     * one standard deviation over seeds.
     *
     * @param comparison any comparison
     * @param point the size, as {@link ComparisonRow#point} says it
     * @return the chart
     */
    public static XYChart accuracyAt(Comparison comparison, String point) {
        Map<String, Sample> methods = new LinkedHashMap<>();
        comparison.rows().stream()
                .filter(r -> r.point().equals(point) || standsFor(comparison, r, point))
                .filter(r -> r.sample(Measure.ACCURACY).size() > 0)
                .forEach(r -> methods.put(r.method(), r.sample(Measure.ACCURACY)));
        return DotChart.of(comparison.name() + ": " + point, "accuracy, %", methods);
    }

    /** A small network from scratch stands beside the cut that it is as large as. */
    private static boolean standsFor(Comparison comparison, ComparisonRow row, String point) {
        return comparison
                .reference(row)
                .map(ComparisonRow::point)
                .filter(point::equals)
                .isPresent();
    }

    /**
     * How many weights of the trained networks have which size; unstructured sparsity is mass on the left.
     *
     * @param comparison any comparison
     * @return the chart, one line a training, mean over seeds
     */
    public static XYChart weightSizes(Comparison comparison) {
        return sizes(
                comparison,
                "Weights by size",
                "log10 |w|, all that is smaller in the first bin",
                "share of the weights, %",
                WeightHistogram::weights);
    }

    /**
     * How many filters of the trained networks have which norm, batch norm folded in; structured sparsity is mass on the left.
     *
     * @param comparison any comparison
     * @return the chart, one line a training, mean over seeds
     */
    public static XYChart filterSizes(Comparison comparison) {
        return sizes(
                comparison,
                "Filters by norm, batch norm folded in",
                "log10 of the norm, all that is smaller in the first bin",
                "share of the filters, %",
                WeightHistogram::filters);
    }

    private static XYChart sizes(
            Comparison comparison, String title, String x, String y, Function<WeightHistogram, List<Long>> counts) {
        XYChart chart = ChartStyle.lines(title, x, y);
        Map<String, Shares> shares = new LinkedHashMap<>();
        for (ComparisonRow row : comparison.trainings()) {
            List<WeightHistogram> all = row.records().stream()
                    .map(RunRecord::weights)
                    .filter(h -> h != null)
                    .toList();
            if (!all.isEmpty()) {
                shares.put(row.method(), Shares.of(all, counts));
            }
        }
        Shares.addTo(chart, shares);
        return MethodLooks.of(comparison).on(chart);
    }

    /**
     * The share of each layer's channels that the cut left.
     *
     * @param comparison any comparison
     * @param point the size, as {@link ComparisonRow#point} says it
     * @return the chart, one line a method, mean over seeds; layers that nobody cuts are left out
     */
    public static CategoryChart keptChannels(Comparison comparison, String point) {
        List<ComparisonRow> rows = comparison.rows().stream()
                .filter(r ->
                        r.point().equals(point) && !r.records().get(0).widths().isEmpty())
                .toList();
        List<String> layers = rows.isEmpty() ? List.of() : layers(rows);
        CategoryChart chart = ChartStyle.named(
                comparison.name() + ": channels kept, " + point, "kept, % of the layer", layers.size());
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        if (!layers.isEmpty()) {
            rows.forEach(row -> chart.addSeries(
                    row.method(), layers, layers.stream().map(l -> kept(row, l)).toList()));
        }
        return MethodLooks.of(comparison).on(chart);
    }

    private static List<String> layers(List<ComparisonRow> rows) {
        return rows.get(0).spec().network().nodes().stream()
                .map(Node::name)
                .filter(l -> rows.stream().anyMatch(r -> kept(r, l) < 100))
                .toList();
    }

    private static double kept(ComparisonRow row, String layer) {
        return row.records().stream()
                .map(r -> r.widths().get(layer))
                .mapToDouble(w -> w == null ? 100 : 100.0 * w.after() / w.before())
                .average()
                .orElse(100);
    }

    /**
     * Accuracy on the held-out images after every epoch of training and then of retraining, one line a method, mean over seeds. Where nothing
     * is retrained there is one line a training.
     *
     * @param comparison any comparison
     * @return the chart; of a method cut to several sizes only the largest is drawn
     */
    public static XYChart validationCurves(Comparison comparison) {
        return curves(
                comparison,
                "Accuracy on held-out images",
                "top-1, %",
                e -> e.validation() == null ? Double.NaN : 100 * e.validation().top1());
    }

    /**
     * The training loss without penalty after every epoch of training and then of retraining, one line a method, mean over seeds.
     *
     * @param comparison any comparison
     * @return the chart; of a method cut to several sizes only the largest is drawn
     */
    public static XYChart lossCurves(Comparison comparison) {
        return curves(comparison, "Training loss (without penalty)", "cross-entropy, nats", EpochMetrics::loss);
    }

    private static XYChart curves(
            Comparison comparison, String title, String unit, ToDoubleFunction<EpochMetrics> figure) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        boolean retrained = comparison.rows().stream().anyMatch(r -> r.spec().retraining() != null);
        for (ComparisonRow row : retrained ? comparison.rows() : comparison.trainings()) {
            series.computeIfAbsent(row.method(), m -> meanCurve(row.records(), figure));
        }
        series.values().removeIf(values -> values.isEmpty() || values.contains(Double.NaN));
        String which = retrained && comparison.cuts().size() > 1 ? ", retrained after the mildest cut" : "";
        return MethodLooks.of(comparison).on(TrainingCharts.byEpoch(series, title + which, unit));
    }

    private static List<Double> meanCurve(List<RunRecord> runs, ToDoubleFunction<EpochMetrics> figure) {
        List<List<EpochMetrics>> all =
                runs.stream().map(ComparisonCharts::epochs).toList();
        int shortest = all.stream().mapToInt(List::size).min().orElse(0);
        List<Double> means = new ArrayList<>();
        for (int e = 0; e < shortest; e++) {
            int at = e;
            means.add(all.stream()
                    .mapToDouble(h -> figure.applyAsDouble(h.get(at)))
                    .average()
                    .orElse(Double.NaN));
        }
        return means;
    }

    private static List<EpochMetrics> epochs(RunRecord run) {
        List<EpochMetrics> all = new ArrayList<>();
        for (Stage stage : new Stage[] {run.trained(), run.retrained()}) {
            if (stage != null) {
                all.addAll(stage.history());
            }
        }
        return all;
    }

    private static double deviation(Sample sample) {
        return sample.size() < 2 ? 0 : sample.deviation();
    }
}
