package org.featureflow.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The look of every chart: the colours of Okabe and Ito (2008), which people with any colour vision tell apart, without yellow, which
 * vanishes on white, and a grey; markers that differ too; quiet grid lines.
 */
public final class ChartStyle {
    /** Width of a chart in pixels of an ordinary screen. */
    public static final int WIDTH = 640;

    /** Height of a chart in pixels of an ordinary screen. */
    public static final int HEIGHT = 360;

    /** Pixels of an upright label, and of what stands left of the bars. */
    private static final int LABEL = 17;

    private static final int AXIS = 90;

    private static final Color[] COLORS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000),
        new Color(0x8C8C8C)
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_DOWN,
        SeriesMarkers.CROSS,
        SeriesMarkers.PLUS
    };
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    /** Of the second time that a colour is used, of the third and so on. */
    private static final float[][] DASHES = {{6, 4}, {2, 3}, {12, 3, 2, 3}, {14, 6}, {6, 3, 2, 3, 2, 3}};

    private static final Color TEXT = new Color(0x222222);
    private static final Color GRID = new Color(0xE4E4E4);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /** Of the numbers and names along the axes. */
    static final Font TICK_FONT = FONT.deriveFont(11f);

    private ChartStyle() {}

    /**
     * The colour of a series.
     *
     * @param index position in the chart, from 0; colours repeat after eight
     * @return the colour
     */
    public static Color color(int index) {
        return COLORS[index % COLORS.length];
    }

    /** How many colours there are; they repeat after that. */
    static int colors() {
        return COLORS.length;
    }

    /**
     * Tells series apart whose colour is not the first of its kind: where colours repeat lines are dashed, and a colour has another marker.
     *
     * @param chart a chart of points or lines that has all its series; lines without markers stay so
     */
    static void tellApart(Chart<?, ?> chart) {
        int index = 0;
        for (Series series : chart.getSeriesCollection()) {
            if (series instanceof MarkerSeries line) {
                draw(chart, line, index % COLORS.length, index / COLORS.length);
            }
            index++;
        }
    }

    /**
     * Draws one series in a colour, with the dashes and the marker of one that comes after some of this colour.
     *
     * @param chart the chart of the series; where lines have no markers they stay so
     * @param line the series
     * @param color position of the colour
     * @param round how many series had this colour before, 0 for a solid line
     */
    static void draw(Chart<?, ?> chart, MarkerSeries line, int color, int round) {
        line.setLineColor(COLORS[color]);
        line.setMarkerColor(COLORS[color]);
        line.setLineStyle(round == 0 ? LINE : dashed(round));
        if (chart.getStyler().getSeriesMarkers().length > 1) {
            line.setMarker(MARKERS[(color + 3 * round) % MARKERS.length]);
        }
    }

    private static BasicStroke dashed(int round) {
        float[] dashes = DASHES[(round - 1) % DASHES.length];
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
    }

    /**
     * An empty chart of lines.
     *
     * @param title what it shows
     * @param x title of the horizontal axis, with the unit
     * @param y title of the vertical axis, with the unit
     * @return a chart to add series to; lines have no markers
     */
    public static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        apply(chart.getStyler());
        chart.getStyler().setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
        return chart;
    }

    /**
     * An empty chart of points, joined by lines.
     *
     * @param title what it shows
     * @param x title of the horizontal axis, with the unit
     * @param y title of the vertical axis, with the unit
     * @return a chart to add series to; each has its own marker
     */
    public static XYChart points(String title, String x, String y) {
        XYChart chart = lines(title, x, y);
        chart.getStyler().setSeriesMarkers(MARKERS);
        return chart;
    }

    /**
     * An empty chart of bars.
     *
     * @param title what it shows
     * @param x title of the horizontal axis
     * @param y title of the vertical axis, with the unit
     * @return a chart to add series to; labels of the horizontal axis are upright
     */
    public static CategoryChart bars(String title, String x, String y) {
        return bars(title, x, y, 0);
    }

    /**
     * An empty chart of bars, wide enough for every label.
     *
     * @param title what it shows
     * @param x title of the horizontal axis
     * @param y title of the vertical axis, with the unit
     * @param categories how many groups of bars there will be
     * @return a chart to add series to; labels of the horizontal axis are upright
     */
    public static CategoryChart bars(String title, String x, String y, int categories) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Math.max(WIDTH, AXIS + LABEL * categories))
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        apply(chart.getStyler());
        upright(chart.getStyler());
        chart.getStyler().setXAxisTickMarkSpacingHint(LABEL - 4);
        chart.getStyler().setAvailableSpaceFill(0.85);
        return chart;
    }

    /** Names that begin at the axis, from the bottom up. */
    private static void upright(AxesChartStyler style) {
        style.setXAxisLabelRotation(90);
        style.setXAxisLabelAlignmentVertical(AxesChartStyler.TextAlignment.Right);
    }

    /**
     * An empty chart of points over names.
     *
     * @param title what it shows
     * @param y title of the vertical axis, with the unit
     * @param names how many names there will be
     * @return a chart to add series to, drawn as points joined by lines; labels are upright
     */
    static CategoryChart named(String title, String y, int names) {
        CategoryChart chart = bars(title, "", y, names);
        chart.getStyler().setSeriesMarkers(MARKERS);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
        chart.getStyler().setOverlapped(true);
        return chart;
    }

    /**
     * Gives any chart with axes this look.
     *
     * @param style the chart's styler
     */
    public static void apply(AxesChartStyler style) {
        style.setBaseFont(FONT);
        style.setChartTitleFont(FONT.deriveFont(Font.BOLD, 14f));
        style.setAxisTitleFont(FONT);
        style.setAxisTickLabelsFont(TICK_FONT);
        style.setLegendFont(FONT);
        style.setChartFontColor(TEXT);
        style.setAxisTickLabelsColor(TEXT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setPlotContentSize(0.96);
        style.setChartTitleBoxVisible(false);
        style.setChartPadding(8);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendPosition(Styler.LegendPosition.OutsideS);
        style.setLegendLayout(Styler.LegendLayout.Horizontal);
        style.setSeriesColors(COLORS);
        style.setSeriesLines(new BasicStroke[] {LINE});
        style.setMarkerSize(7);
        style.setLocale(Locale.ROOT);
        style.setDecimalPattern("#,##0.######");
        style.setErrorBarsColorSeriesColor(true);
        style.setAntiAlias(true);
        style.setTextAntiAlias(true);
    }

    /**
     * Makes XChart label an axis at round numbers: where all values have equal distances it would label some of the values. Moves the
     * second value by a twentieth of a step, less than a pixel.
     *
     * @param values ascending values of a horizontal axis, changed in place
     */
    static void allowRoundTicks(double[] values) {
        values[1] += (values[1] - values[0]) / 20;
    }

    /**
     * Ends a vertical axis at round numbers, so that XChart labels round numbers in between.
     *
     * @param style of the chart
     * @param low the least value that is drawn
     * @param high the largest; if it is no larger the axis is left alone
     */
    static void roundRange(AxesChartStyler style, double low, double high) {
        if (high > low) {
            double rough = (high - low) / 5;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = power * (rough < 2 * power ? 2 : rough < 5 * power ? 5 : 10);
            style.setYAxisMin(step * Math.floor(low / step));
            style.setYAxisMax(step * Math.ceil(high / step));
        }
    }

    /**
     * A map in an order that does not change from run to run.
     *
     * @param map names and what they stand for
     * @param <T> what they stand for
     * @return the same entries in the map's own order if it keeps one, else by name
     */
    static <T> Map<String, T> ordered(Map<String, T> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap ? map : new TreeMap<>(map);
    }
}
