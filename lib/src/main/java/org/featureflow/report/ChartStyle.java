package org.featureflow.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The look of every chart: white, thin grid, legend below, and the colours of Okabe and Ito, which people with the common kinds of colour
 * blindness can tell apart.
 */
public final class ChartStyle {
    /** Width of a chart in a notebook, in CSS pixels. */
    public static final int WIDTH = 640;
    /** Height of a chart in a notebook, in CSS pixels. */
    public static final int HEIGHT = 360;

    private static final Color[] OKABE_ITO = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000)
    };
    private static final float THICKNESS = 2f;

    private ChartStyle() {}

    /**
     * An empty line chart.
     *
     * @param title what it shows
     * @param x the horizontal axis and its unit
     * @param y the vertical axis and its unit
     * @return the chart, to add series to
     */
    public static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        XYStyler styler = chart.getStyler();
        apply(styler);
        styler.setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
        styler.setDefaultSeriesRenderStyle(org.knowm.xchart.XYSeries.XYSeriesRenderStyle.Line);
        return chart;
    }

    /**
     * Gives a chart with axes this style.
     *
     * @param styler the chart's styler
     */
    public static void apply(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE6E6E6));
        styler.setAxisTickMarksColor(Color.GRAY);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setSeriesColors(OKABE_ITO);
        BasicStroke line = new BasicStroke(THICKNESS, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        styler.setSeriesLines(new BasicStroke[] {line, line, line, line, line, line, line});
        Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        styler.setChartTitleFont(text.deriveFont(Font.BOLD, 14f));
        styler.setChartTitleBoxVisible(false);
        styler.setAxisTitleFont(text);
        styler.setAxisTickLabelsFont(text.deriveFont(11f));
        styler.setLegendFont(text);
        styler.setChartPadding(10);
    }
}
