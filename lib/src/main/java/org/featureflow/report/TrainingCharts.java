package org.featureflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.History;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How trainings went, epoch by epoch, several in one chart. */
public final class TrainingCharts {
    private TrainingCharts() {}

    /**
     * Training loss without penalty, label smoothing included.
     *
     * @param histories label → epochs
     * @return the chart
     */
    public static XYChart loss(Map<String, History> histories) {
        return over(histories, "Training loss (without penalty)", "cross-entropy, nats", EpochMetrics::loss);
    }

    /**
     * Top-1 accuracy on the held-out images.
     *
     * @param histories label → epochs
     * @return the chart
     */
    public static XYChart validationAccuracy(Map<String, History> histories) {
        return over(
                histories,
                "Validation accuracy",
                "top-1, %",
                e -> e.validation() == null ? Double.NaN : 100 * e.validation().top1());
    }

    /**
     * Top-1 accuracy on the training images as they were seen.
     *
     * @param histories label → epochs
     * @return the chart
     */
    public static XYChart trainingAccuracy(Map<String, History> histories) {
        return over(histories, "Training accuracy", "top-1, %", e -> 100 * e.accuracy());
    }

    /**
     * One term of a penalty, without its coefficient. Trainings that did not report it are left out.
     *
     * @param histories label → epochs
     * @param term name as in {@link EpochMetrics#terms}, such as {@code gradient}
     * @return the chart
     */
    public static XYChart term(Map<String, History> histories, String term) {
        return over(histories, "Penalty: " + term, term, e -> e.terms().getOrDefault(term, Double.NaN));
    }

    /**
     * Any figure of an epoch.
     *
     * @param histories label → epochs
     * @param title what it shows
     * @param unit the vertical axis
     * @param figure takes the figure from an epoch; NaN to leave the epoch out
     * @return the chart; trainings without any figure are left out
     */
    public static XYChart over(
            Map<String, History> histories, String title, String unit, ToDoubleFunction<EpochMetrics> figure) {
        XYChart chart = epochs(title, unit);
        ChartStyle.ordered(histories).forEach((label, history) -> {
            List<Integer> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (EpochMetrics epoch : history.epochs()) {
                double value = figure.applyAsDouble(epoch);
                if (Double.isFinite(value)) {
                    x.add(epoch.epoch());
                    y.add(value);
                }
            }
            add(chart, label, x, y);
        });
        ChartStyle.tellApart(chart);
        return chart;
    }

    /**
     * A figure measured after every epoch by somebody else.
     *
     * @param series label → one value an epoch, from epoch 1
     * @param title what it shows
     * @param unit the vertical axis
     * @return the chart
     */
    public static XYChart byEpoch(Map<String, List<Double>> series, String title, String unit) {
        XYChart chart = epochs(title, unit);
        ChartStyle.ordered(series).forEach((label, values) -> {
            List<Integer> x = new ArrayList<>();
            for (int i = 1; i <= values.size(); i++) {
                x.add(i);
            }
            add(chart, label, x, values);
        });
        ChartStyle.tellApart(chart);
        return chart;
    }

    private static XYChart epochs(String title, String unit) {
        XYChart chart = ChartStyle.lines(title, "epoch", unit);
        Function<Double, String> whole = x -> x == Math.rint(x) ? Integer.toString(x.intValue()) : "";
        chart.getStyler().setXAxisTickLabelsFormattingFunction(whole);
        return chart;
    }

    private static void add(XYChart chart, String label, List<Integer> x, List<Double> y) {
        if (x.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(label, x, y);
        if (x.size() == 1) {
            // One point makes no line.
            series.setMarker(SeriesMarkers.CIRCLE);
        }
        double last = x.get(x.size() - 1);
        Double before = chart.getStyler().getXAxisMax();
        chart.getStyler().setXAxisMin(1.0).setXAxisMax(Math.max(2, before == null ? last : Math.max(before, last)));
    }
}
