package org.featureflow.report;

import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Accuracy against cost, one curve a method: the comparison that pruning is judged by. */
public final class TradeOff {
    private TradeOff() {}

    /**
     * One operating point.
     *
     * @param cost MACs, parameters or the share of them that is kept
     * @param accuracy mean over seeds, 0 to 1
     * @param deviation standard deviation over seeds, 0 to 1; 0 for a single run
     */
    public record Point(double cost, double accuracy, double deviation) {}

    /**
     * Curves with error bars of one standard deviation.
     *
     * @param title what is compared
     * @param cost title of the horizontal axis, such as {@code MACs, millions}
     * @param methods name → points; see the package for the order
     * @return the chart; points of a method are joined from low to high cost
     */
    public static XYChart of(String title, String cost, Map<String, List<Point>> methods) {
        XYChart chart = ChartStyle.points(title, cost, "accuracy, %");
        ChartStyle.ordered(methods).forEach((name, points) -> {
            List<Point> byCost = points.stream()
                    .sorted(java.util.Comparator.comparingDouble(Point::cost))
                    .toList();
            double[] x = byCost.stream().mapToDouble(Point::cost).toArray();
            double[] y = byCost.stream().mapToDouble(p -> 100 * p.accuracy).toArray();
            double[] error = byCost.stream().mapToDouble(p -> 100 * p.deviation).toArray();
            boolean repeated = byCost.stream().anyMatch(p -> p.deviation > 0);
            if (repeated) {
                chart.addSeries(name, x, y, error);
            } else {
                chart.addSeries(name, x, y);
            }
        });
        ChartStyle.tellApart(chart);
        return chart;
    }
}
