package org.featureflow.report;

import java.awt.BasicStroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.compare.Sample;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One figure of many rows: a point each beside its name, with a line of one standard deviation to either side. */
final class DotChart {
    private static final int ROW = 24;
    /** Title, horizontal axis and its title, and the empty places. */
    private static final int AROUND = 150;

    /**
     * Places below the last row. XChart leaves out labels between others as soon as one of the three lowest has more than 20 letters: these
     * have none.
     */
    private static final int EMPTY = 3;

    private static final BasicStroke DEVIATION = new BasicStroke(2);

    private DotChart() {}

    /**
     * The chart.
     *
     * @param title what it shows
     * @param figure title of the horizontal axis, with the unit
     * @param rows name → values over seeds, from top to bottom; those whose line begins far below all others are named with
     *     their figures and not drawn
     * @return the chart, without a legend, wide enough for the longest name
     */
    static XYChart of(String title, String figure, Map<String, Sample> rows) {
        double least = FarBelow.least(rows.values().stream().map(FarBelow::low).toList());
        List<String> names = new ArrayList<>();
        rows.forEach((name, sample) ->
                names.add(FarBelow.low(sample) >= least ? name : FarBelow.named(name, sample, least)));
        XYChart chart = new XYChartBuilder()
                .width(ChartStyle.WIDTH + longest(names))
                .height(AROUND + ROW * names.size())
                .title(title)
                .xAxisTitle(figure)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        if (!names.isEmpty()) {
            List<Sample> samples = List.copyOf(rows.values());
            double most = samples.stream()
                    .filter(s -> FarBelow.low(s) >= least)
                    .mapToDouble(s -> s.mean() + deviation(s))
                    .max()
                    .orElse(1);
            // From the origin, differences of a point would not be seen.
            chart.getStyler().setXAxisMin(Math.floor(least - 0.5)).setXAxisMax(Math.ceil(most + 0.5));
            name(chart.getStyler(), names);
            for (int i = 0; i < names.size(); i++) {
                if (FarBelow.low(samples.get(i)) >= least) {
                    add(chart, names.get(i), samples.get(i), names.size() - i);
                }
            }
        }
        return chart;
    }

    /** Rows lie at 1, 2, … from the bottom, where the vertical axis is labelled with their names. */
    private static void name(XYStyler style, List<String> names) {
        style.setYAxisMin(1.0 - EMPTY).setYAxisMax(names.size() + 1.0);
        style.setYAxisTickMarkSpacingHint(ROW / 2);
        style.setYAxisLabelAlignment(TextAlignment.Right);
        style.setYAxisTickLabelsFormattingFunction(place -> nameAt(place, names));
        style.setYAxisTickMarksColor(style.getChartBackgroundColor());
        style.setPlotGridHorizontalLinesVisible(false);
    }

    /** Blank between rows and where none is, but not alike at both ends of the axis: XChart would label nothing. */
    private static String nameAt(double place, List<String> names) {
        int row = names.size() - (int) Math.round(place);
        boolean isRow = Math.abs(place - Math.rint(place)) < 0.01 && row >= 0 && row < names.size();
        return isRow ? names.get(row) : place < 1 ? " " : "  ";
    }

    private static void add(XYChart chart, String name, Sample sample, int place) {
        double mean = sample.mean();
        double deviation = deviation(sample);
        XYSeries line = chart.addSeries(
                name + " ±", new double[] {mean - deviation, mean + deviation}, new double[] {place, place});
        line.setMarker(SeriesMarkers.NONE).setLineStyle(DEVIATION).setLineColor(ChartStyle.color(0));
        XYSeries point = chart.addSeries(name, new double[] {mean}, new double[] {place});
        point.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(ChartStyle.color(0));
    }

    private static double deviation(Sample sample) {
        return sample.size() > 1 ? sample.deviation() : 0;
    }

    private static int longest(List<String> names) {
        FontRenderContext screen = new FontRenderContext(null, true, false);
        return (int) names.stream()
                .map(name -> ChartStyle.TICK_FONT.getStringBounds(name, screen))
                .mapToDouble(Rectangle2D::getWidth)
                .max()
                .orElse(0);
    }
}
