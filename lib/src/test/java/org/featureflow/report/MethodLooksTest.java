package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.Measure;
import org.featureflow.compare.Runs;
import org.featureflow.experiment.RunRecord;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.internal.series.Series;

class MethodLooksTest {
    /** Two cuts of most methods, and one that only the smaller cut has. */
    private static Comparison comparison() {
        List<RunRecord> runs = new ArrayList<>(Runs.comparison());
        runs.addAll(Runs.plain().cutBy("l1", "global", 0.25).seeds(1, 2));
        runs.addAll(Runs.plain().cutBy("l1", "uniform", 0.25).seeds(1, 2));
        runs.addAll(Runs.plain().penalty("group-lasso", 1e-3).seeds(1));
        runs.addAll(Runs.plain().network("vgg11@0.125").uncut().seeds(1));
        return Comparison.of("test", runs);
    }

    private static String look(Series series) {
        MarkerSeries drawn = (MarkerSeries) series;
        float[] dashes = drawn.getLineStyle().getDashArray();
        return drawn.getLineColor() + (dashes == null ? "" : java.util.Arrays.toString(dashes));
    }

    @Test
    void aMethodLooksTheSameInEveryChart() {
        Comparison comparison = comparison();
        List<Chart<?, ?>> charts = List.of(
                ComparisonCharts.accuracyAgainst(comparison, Measure.MACS),
                ComparisonCharts.keptChannels(comparison, "macs=0.25"),
                ComparisonCharts.keptChannels(comparison, "macs=0.5"),
                ComparisonCharts.validationCurves(comparison),
                ComparisonCharts.weightSizes(comparison));
        Map<String, Set<String>> looks = new HashMap<>();
        for (Chart<?, ?> chart : charts) {
            ChartImage.of(chart);
            chart.getSeriesCollection()
                    .forEach(s -> looks.computeIfAbsent(s.getName(), n -> new HashSet<>())
                            .add(look(s)));
        }
        assertThat(looks).hasSizeGreaterThan(8);
        looks.forEach((method, drawn) -> assertThat(drawn).as(method).hasSize(1));
        assertThat(looks.values()).doesNotHaveDuplicates();
    }

    @Test
    void oneTargetMetByWholeChannelsIsOneSize() {
        assertThat(ComparisonCharts.differInSize(comparison(), Measure.MACS)).isTrue();
        assertThat(ComparisonCharts.differInSize(
                        Comparison.of("one size", Runs.plain().seeds(1, 2)), Measure.MACS))
                .isFalse();
    }

    @Test
    void whatIsTrainedWithOnePenaltyHasOneColourAndSmallNetworksHaveAnother() {
        XYChart chart = ComparisonCharts.accuracyAgainst(comparison(), Measure.MACS);
        XYSeries plain = chart.getSeries("no penalty");
        XYSeries random = chart.getSeries("no penalty, random channels");
        Color penalised = chart.getSeries("L1 1e-5").getLineColor();
        assertThat(random.getLineColor()).isEqualTo(plain.getLineColor()).isNotEqualTo(penalised);
        Color small = chart.getSeries("vgg11@0.125, no penalty, not cut").getLineColor();
        assertThat(small).isNotIn(plain.getLineColor(), penalised);
        assertThat(random.getMarker()).isNotEqualTo(plain.getMarker());
        assertThat(plain.getLineStyle().getDashArray()).isNull();
        assertThat(random.getLineStyle().getDashArray()).isNotNull();
    }
}
