package org.featureflow.report;

import java.awt.Dimension;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.Styler;

/**
 * Makes room for a legend. One line below the chart is cut off at both ends where it is longer than the chart is wide; then the legend goes to
 * the right, one series a line, and the chart becomes wider by it.
 */
final class LegendFit {
    /** XChart's, which it does not tell. */
    private static final int BOX = 20;

    private static final int MARGIN = 6;
    private static final int TITLE = 60;

    private LegendFit() {}

    /** The size that the chart needs; changes where its legend stands if it must. */
    static Dimension sizeOf(Chart<?, ?> chart) {
        Styler style = chart.getStyler();
        Dimension size = new Dimension(chart.getWidth(), chart.getHeight());
        boolean below = style.getLegendPosition() == Styler.LegendPosition.OutsideS
                && style.getLegendLayout() == Styler.LegendLayout.Horizontal;
        if (chart instanceof HeatMapChart || !style.isLegendVisible() || !below) {
            return size;
        }
        double line = style.getLegendPadding();
        double widest = 0;
        double tallest = style.getLegendPadding();
        for (Series series : chart.getSeriesCollection()) {
            double entry = entryWidth(series, style);
            line += entry;
            widest = Math.max(widest, entry);
            tallest += style.getLegendPadding()
                    + (chart instanceof XYChart ? style.getLegendFont().getSize() : BOX);
        }
        if (line <= size.width - 2 * MARGIN) {
            return size;
        }
        style.setLegendPosition(Styler.LegendPosition.OutsideE);
        style.setLegendLayout(Styler.LegendLayout.Vertical);
        return new Dimension(
                size.width + (int) Math.ceil(widest) + style.getLegendPadding(),
                Math.max(size.height, (int) Math.ceil(tallest) + TITLE));
    }

    private static double entryWidth(Series series, Styler style) {
        double text = new TextLayout(series.getLabel(), style.getLegendFont(), new FontRenderContext(null, true, false))
                .getOutline(null)
                .getBounds2D()
                .getWidth();
        // Which symbol a series has, XChart decides when it draws.
        return text + Math.max(BOX, style.getLegendSeriesLineLength()) + 2 * style.getLegendPadding();
    }
}
