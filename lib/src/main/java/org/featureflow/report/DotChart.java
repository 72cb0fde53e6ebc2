package org.featureflow.report;

import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.featureflow.compare.Sample;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;

/** One figure of many rows: a point each over its upright name, with error bars of one standard deviation. */
final class DotChart {
    private static final int PLOT = 280;
    private static final int COLUMN = 48;

    private DotChart() {}

    /**
     * The chart.
     *
     * @param title what it shows
     * @param figure title of the vertical axis, with the unit
     * @param rows name → values over seeds, from left to right; those far below all others are named with their mean and not drawn
     * @return the chart, without a legend, high enough for the longest name
     */
    static CategoryChart of(String title, String figure, Map<String, Sample> rows) {
        double least = FarBelow.least(rows.values().stream().map(Sample::mean).toList());
        List<String> names = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        rows.forEach((name, sample) -> {
            boolean drawn = sample.mean() >= least;
            names.add(drawn ? name : String.format(Locale.ROOT, "%s (%.1f, below)", name, sample.mean()));
            means.add(drawn ? sample.mean() : null);
            deviations.add(drawn && sample.size() > 1 ? sample.deviation() : 0);
        });
        CategoryChart chart = new CategoryChartBuilder()
                .width(Math.max(ChartStyle.WIDTH, COLUMN * names.size()))
                .height(PLOT + longest(names))
                .title(title)
                .yAxisTitle(figure)
                .build();
        CategoryStyler style = chart.getStyler();
        ChartStyle.apply(style);
        ChartStyle.upright(style);
        // Else XChart leaves out every second name.
        style.setXAxisTickMarkSpacingHint(COLUMN / 4);
        style.setLegendVisible(false);
        if (!names.isEmpty()) {
            // From the origin, differences of a point would not be seen.
            style.setYAxisMin(Math.floor(least(means, deviations) - 0.5));
            style.setYAxisMax(Math.ceil(most(means, deviations) + 0.5));
            chart.addSeries(figure, names, means, deviations)
                    .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
        }
        return chart;
    }

    private static int longest(List<String> names) {
        FontRenderContext screen = new FontRenderContext(null, true, false);
        return (int) names.stream()
                .map(name -> ChartStyle.TICK_FONT.getStringBounds(name, screen))
                .mapToDouble(Rectangle2D::getWidth)
                .max()
                .orElse(0);
    }

    private static double least(List<Double> means, List<Double> deviations) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < means.size(); i++) {
            least = means.get(i) == null ? least : Math.min(least, means.get(i) - deviations.get(i));
        }
        return least;
    }

    private static double most(List<Double> means, List<Double> deviations) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < means.size(); i++) {
            most = means.get(i) == null ? most : Math.max(most, means.get(i) + deviations.get(i));
        }
        return most;
    }
}
