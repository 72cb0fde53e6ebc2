package org.featureflow.report;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.History;
import org.knowm.xchart.XYChart;

/** Curves over the epochs of one or several trainings. */
public final class TrainingCharts {
    private TrainingCharts() {}

    /**
     * Training loss without penalty.
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
     * Any figure of an epoch.
     *
     * @param histories label → epochs
     * @param title what it shows
     * @param unit the vertical axis
     * @param figure takes the figure from an epoch
     * @return the chart
     */
    public static XYChart over(
            Map<String, History> histories, String title, String unit, ToDoubleFunction<EpochMetrics> figure) {
        XYChart chart = ChartStyle.lines(title, "epoch", unit);
        histories.forEach((label, history) -> {
            List<EpochMetrics> epochs = history.epochs();
            double[] x = epochs.stream().mapToDouble(EpochMetrics::epoch).toArray();
            double[] y = epochs.stream().mapToDouble(figure).toArray();
            if (x.length > 0) {
                chart.addSeries(label, x, y);
            }
        });
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
        XYChart chart = ChartStyle.lines(title, "epoch", unit);
        series.forEach((label, values) -> {
            double[] x = new double[values.size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = i + 1;
            }
            chart.addSeries(
                    label, x, values.stream().mapToDouble(Double::doubleValue).toArray());
        });
        return chart;
    }
}
