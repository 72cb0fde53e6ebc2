package org.featureflow.report;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.featureflow.compare.Ablation;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.compare.Findings;
import org.featureflow.compare.Measure;
import org.featureflow.compare.Sample;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * All tables and charts of one comparison.
 *
 * @param name of the comparison
 * @param preamble sentences to stand above
 * @param tables file name without ending → table, to read
 * @param data file name without ending → table, to compute with
 * @param charts file name without ending → chart
 */
record ReportSection(
        String name,
        List<String> preamble,
        Map<String, Table> tables,
        Map<String, Table> data,
        Map<String, Chart<?, ?>> charts) {
    static ReportSection of(Comparison comparison) {
        Map<String, Table> tables = new LinkedHashMap<>();
        Map<String, Table> data = new LinkedHashMap<>();
        Map<String, Chart<?, ?>> charts = new LinkedHashMap<>();
        tables.put("comparison", ComparisonTables.summary(comparison));
        Table findings = FindingTables.of(Findings.of(comparison));
        if (findings.rowCount() > 0) {
            tables.put("findings", findings);
        }
        if (comparison.trainings().stream().anyMatch(r -> r.sample(Measure.GINI).size() > 0)) {
            tables.put("sparsity", ComparisonTables.sparsity(comparison));
        }
        data.put("runs", ComparisonTables.runs(comparison));
        data.put("statistics", ComparisonTables.statistics(comparison));
        comparisonCharts(comparison, charts);
        List<Ablation> ablations = Ablation.of(comparison);
        Set<List<Sample>> drawn = new HashSet<>();
        for (int i = 0; i < ablations.size(); i++) {
            ablation(ablations.get(i), ablations.size() == 1 ? "" : "-" + (i + 1), tables, charts, drawn);
        }
        return new ReportSection(comparison.name(), comparison.preamble(), tables, data, charts);
    }

    private static void comparisonCharts(Comparison comparison, Map<String, Chart<?, ?>> charts) {
        // At one size the axis would show how closely whole channels meet the target.
        for (Measure size : List.of(Measure.MACS, Measure.PARAMETERS)) {
            if (ComparisonCharts.differInSize(comparison, size)) {
                charts.put("accuracy-" + lowerCase(size), ComparisonCharts.accuracyAgainst(comparison, size));
            }
        }
        for (String point : points(comparison)) {
            charts.put("accuracy-" + fileName(point), ComparisonCharts.accuracyAt(comparison, point));
        }
        add(charts, "weights", ComparisonCharts.weightSizes(comparison));
        add(charts, "filters", ComparisonCharts.filterSizes(comparison));
        for (String point : points(comparison)) {
            add(charts, "channels-" + fileName(point), ComparisonCharts.keptChannels(comparison, point));
        }
        add(charts, "validation", ComparisonCharts.validationCurves(comparison));
        add(charts, "loss", ComparisonCharts.lossCurves(comparison));
    }

    private static void ablation(
            Ablation ablation,
            String number,
            Map<String, Table> tables,
            Map<String, Chart<?, ?>> charts,
            Set<List<Sample>> drawn) {
        tables.put("ablation" + number, AblationTables.summary(ablation));
        tables.put("ablation-effects" + number, AblationTables.effects(ablation));
        for (Measure m :
                List.of(Measure.ACCURACY, Measure.CUT_ACCURACY, Measure.SMALL_WEIGHTS, Measure.SMALL_FILTERS)) {
            // Cuts of one network have its sparsity, and without retraining the accuracy after the cut is the last.
            if (!drawn.add(ablation.cells().stream().map(c -> c.row().sample(m)).toList())
                    || ablation.cells().stream().allMatch(c -> isZero(c.row().sample(m)))) {
                continue;
            }
            String file = lowerCase(m) + number;
            add(charts, "ablation-" + file, AblationCharts.effects(ablation, m));
            if (ablation.isGrid()) {
                add(charts, "grid-" + file, AblationCharts.heatMap(ablation, m));
            }
        }
    }

    private static String lowerCase(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isZero(Sample sample) {
        return sample.values().stream().allMatch(v -> v == 0);
    }

    private static List<String> points(Comparison comparison) {
        return comparison.rows().stream().map(ComparisonRow::point).distinct().toList();
    }

    private static void add(Map<String, Chart<?, ?>> charts, String file, Chart<?, ?> chart) {
        if (!chart.getSeriesCollection().isEmpty()) {
            charts.put(file, chart);
        }
    }

    /** Letters, digits, dots and dashes only. */
    static String fileName(String text) {
        return text.replaceAll("[^A-Za-z0-9.]+", "-");
    }
}
