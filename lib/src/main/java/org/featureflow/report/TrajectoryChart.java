package org.featureflow.report;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Paths in a plane, such as features projected from many dimensions, with one scale for both axes: distances and angles look as they are. */
public final class TrajectoryChart {
    /** About what axes and legend leave of the chart: width of the plot over its height. */
    private static final double SHAPE = 1.7;

    private static final double MARGIN = 1.1;

    private TrajectoryChart() {}

    /**
     * One line a path, from its first point (a black dot) to its last.
     *
     * @param title what the paths are
     * @param x title of the horizontal axis
     * @param y title of the vertical axis
     * @param paths label → points of two coordinates; see the package for the order
     * @return the chart
     * @throws FeatureFlowException if there is no path or a point has not two finite coordinates
     */
    public static XYChart of(String title, String x, String y, Map<String, List<double[]>> paths) {
        check(paths);
        XYChart chart = ChartStyle.points(title, x, y);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        ChartStyle.ordered(paths)
                .forEach((label, points) -> chart.addSeries(label, column(points, 0), column(points, 1)));
        List<double[]> starts =
                ChartStyle.ordered(paths).values().stream().map(p -> p.get(0)).toList();
        XYSeries start = chart.addSeries("start", column(starts, 0), column(starts, 1));
        start.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        start.setMarker(SeriesMarkers.CIRCLE);
        start.setMarkerColor(java.awt.Color.BLACK);
        sameScale(chart, paths.values().stream().flatMap(List::stream).toList());
        return chart;
    }

    private static void check(Map<String, List<double[]>> paths) {
        boolean drawable = !paths.isEmpty()
                && paths.values().stream()
                        .allMatch(path -> !path.isEmpty()
                                && path.stream()
                                        .allMatch(
                                                p -> p.length == 2 && Double.isFinite(p[0]) && Double.isFinite(p[1])));
        if (!drawable) {
            throw new FeatureFlowException(
                    "A chart of trajectories needs at least one path, and two finite coordinates for every point.");
        }
    }

    private static double[] column(List<double[]> points, int coordinate) {
        return points.stream().mapToDouble(p -> p[coordinate]).toArray();
    }

    private static void sameScale(XYChart chart, List<double[]> points) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] p : points) {
            for (int c = 0; c < 2; c++) {
                low[c] = Math.min(low[c], p[c]);
                high[c] = Math.max(high[c], p[c]);
            }
        }
        double span = MARGIN * Math.max((high[0] - low[0]) / SHAPE, high[1] - low[1]);
        double half = span > 0 ? span / 2 : 1;
        double x = (low[0] + high[0]) / 2;
        double y = (low[1] + high[1]) / 2;
        chart.getStyler().setXAxisMin(x - SHAPE * half).setXAxisMax(x + SHAPE * half);
        chart.getStyler().setYAxisMin(y - half).setYAxisMax(y + half);
    }
}
