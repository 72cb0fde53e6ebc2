package org.featureflow.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.experiment.RunSpec;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.internal.series.Series;

/**
 * One look for every method in all charts of a comparison: the colour says by which penalty it was trained, with one for networks that were
 * small from the start; dashes and marker tell apart what was trained with that penalty for other epochs or was cut in another way. Where
 * there are more penalties than colours, they tell these apart too.
 */
final class MethodLooks {
    private final Map<String, Look> looks = new HashMap<>();

    /**
     * How a method is drawn.
     *
     * @param color position among the colours
     * @param round how many methods had this colour before
     */
    private record Look(int color, int round) {}

    /**
     * What has a colour.
     *
     * @param penalty of the training
     * @param scratch whether the network was small from the start
     */
    private record Kind(PenaltyChoice penalty, boolean scratch) {}

    private MethodLooks() {}

    static MethodLooks of(Comparison comparison) {
        MethodLooks all = new MethodLooks();
        Map<RunSpec, Kind> kinds = new HashMap<>();
        for (ComparisonRow row : comparison.rows()) {
            kinds.put(training(row), new Kind(row.spec().penalty(), row.role() == ComparisonRow.Role.SCRATCH));
        }
        List<ComparisonRow> named = new ArrayList<>(comparison.trainings());
        named.addAll(comparison.rows());
        // Solid lines go to what is compared, not to the networks beside it.
        named.sort(Comparator.comparing(r -> r.role() != ComparisonRow.Role.METHOD || kinds.get(training(r)).scratch));
        Map<Kind, Integer> colors = new HashMap<>();
        int[] rounds = new int[ChartStyle.colors()];
        for (ComparisonRow row : named) {
            int color = colors.computeIfAbsent(kinds.get(training(row)), k -> colors.size() % rounds.length);
            all.looks.computeIfAbsent(row.method(), m -> new Look(color, rounds[color]++));
        }
        return all;
    }

    /** What the networks of a row began with, whatever the seed. */
    private static RunSpec training(ComparisonRow row) {
        return row.spec().base().withSeed(0);
    }

    /**
     * Gives the series of a chart their looks.
     *
     * @param chart a chart of points or lines, one series a method
     * @param <C> kind of chart
     * @return the chart
     */
    <C extends Chart<?, ?>> C on(C chart) {
        for (Series series : chart.getSeriesCollection()) {
            Look look = looks.get(series.getName());
            ChartStyle.draw(chart, (MarkerSeries) series, look.color, look.round);
        }
        return chart;
    }
}
