package org.featureflow.report;

import java.util.Map;
import org.featureflow.train.Recipe;
import org.knowm.xchart.XYChart;

/** The learning rate over a training. */
public final class ScheduleChart {
    private static final int POINTS = 400;

    private ScheduleChart() {}

    /**
     * One line a recipe.
     *
     * @param recipes label → recipe; see the package for the order
     * @return the chart; the horizontal axis is in percent of each recipe's own length
     */
    public static XYChart of(Map<String, Recipe> recipes) {
        XYChart chart = ChartStyle.lines("Learning rate", "training done, %", "learning rate");
        double[] x = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = 100.0 * i / POINTS;
        }
        ChartStyle.allowRoundTicks(x);
        ChartStyle.ordered(recipes).forEach((label, recipe) -> {
            double[] y = new double[POINTS];
            for (int i = 0; i < POINTS; i++) {
                y[i] = recipe.rate(i, POINTS);
            }
            chart.addSeries(label, x, y);
        });
        return chart;
    }
}
