package org.featureflow.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import org.featureflow.compare.Ablation;
import org.featureflow.compare.Figures;
import org.featureflow.compare.Measure;
import org.featureflow.compare.PairedDifference;
import org.featureflow.compare.Sample;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** Ablations of feature flow drawn. */
public final class AblationCharts {
    /** From light to dark; white is left for pairs that were not run. */
    private static final Color[] LIGHT = {new Color(0xE6F3FB), new Color(0xA9D6F0), new Color(0x56B4E9)};

    private static final Color ERROR_BAR = new Color(0x222222);

    /** As many labels have room beside each other. */
    private static final int SIDE_BY_SIDE = 4;

    private AblationCharts() {}

    /**
     * How each pair of coefficients differs from no penalty: bars of mean paired differences, error bars of one standard deviation of these
     * differences over seeds.
     *
     * @param ablation any ablation
     * @param measure in which figure
     * @return the chart; pairs without the figure are left out
     */
    public static CategoryChart effects(Ablation ablation, Measure measure) {
        List<String> labels = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        double low = 0;
        double high = 0;
        for (Ablation.Cell cell : ablation.cells()) {
            PairedDifference effect = ablation.effect(cell, measure).orElse(null);
            if (effect != null && effect.differences().size() > 0) {
                Sample differences = effect.differences();
                labels.add(cell.label() + (differences.size() < 2 ? " (one seed)" : ""));
                double mean = differences.mean();
                double deviation = differences.size() < 2 ? 0 : differences.deviation();
                means.add(mean);
                deviations.add(deviation);
                low = Math.min(low, mean - deviation);
                high = Math.max(high, mean + deviation);
            }
        }
        String unit = measure.differenceUnit().isEmpty() ? "" : ", " + measure.differenceUnit();
        CategoryChart chart = ChartStyle.bars(
                capital(measure.plainTitle()) + ": difference to no penalty",
                ablation.name(),
                "difference" + unit,
                labels.size());
        chart.getStyler().setLegendVisible(false);
        // In the bar's own colour half of it would not be seen.
        chart.getStyler().setErrorBarsColorSeriesColor(false).setErrorBarsColor(ERROR_BAR);
        if (!labels.isEmpty()) {
            chart.addSeries("difference", labels, means, deviations);
            ChartStyle.roundRange(chart.getStyler(), low, high);
        }
        if (labels.size() <= SIDE_BY_SIDE) {
            chart.getStyler().setXAxisLabelRotation(0);
        }
        return chart;
    }

    /**
     * A figure over (k1, k2), mean over the seeds that all pairs were run with, so that pairs differ by their coefficients alone. Colours span at least one unit of the figure, so that noise is not painted as a difference.
     *
     * @param ablation an ablation with at least two values of k1 and of k2
     * @param measure which figure
     * @return the chart; pairs that were not run are white without a number
     */
    public static HeatMapChart heatMap(Ablation ablation, Measure measure) {
        List<Double> gradients = List.copyOf(ablation.gradients());
        List<Double> curvatures = List.copyOf(ablation.curvatures());
        SortedSet<Long> seeds = ablation.commonSeeds();
        List<Number[]> cells = new ArrayList<>();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int x = 0; x < gradients.size(); x++) {
            for (int y = 0; y < curvatures.size(); y++) {
                double mean = ablation.cell(gradients.get(x), curvatures.get(y))
                        .map(c -> c.row().sample(measure, seeds).mean())
                        .orElse(Double.NaN);
                if (!Double.isNaN(mean)) {
                    cells.add(new Number[] {x, y, mean});
                    low = Math.min(low, mean);
                    high = Math.max(high, mean);
                }
            }
        }
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(capital(measure.title()) + ": " + ablation.name())
                .xAxisTitle("k1, gradient (" + (seeds.size() > 1 ? "mean of " : "") + Figures.seeds(seeds) + ")")
                .yAxisTitle("k2, curvature")
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setRangeColors(LIGHT).setShowValue(true).setDrawBorder(true);
        chart.getStyler().setLegendVisible(false);
        // Else XChart, which takes this distance for both axes, leaves out every second k2.
        chart.getStyler().setXAxisTickMarkSpacingHint(20);
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setValueFont(chart.getStyler().getLegendFont());
        chart.getStyler().setHeatMapValueDecimalPattern("0.00");
        if (!cells.isEmpty()) {
            chart.getStyler().setMin(low).setMax(Math.max(high, low + 1));
            chart.addSeries(measure.title(), labels(gradients), labels(curvatures), cells);
        }
        return chart;
    }

    private static List<String> labels(List<Double> values) {
        return values.stream().map(Figures::coefficient).toList();
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
