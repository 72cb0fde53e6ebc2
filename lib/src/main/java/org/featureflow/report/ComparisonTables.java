package org.featureflow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.compare.Figures;
import org.featureflow.compare.Measure;
import org.featureflow.compare.PairedDifference;
import org.featureflow.experiment.RunRecord;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Comparisons as Tablesaw tables: one to read, one of every seed's run, one of statistics to compute with, one of sparsity. */
public final class ComparisonTables {
    private static final List<Measure> SPARSITY = List.of(
            Measure.DENSE_ACCURACY,
            Measure.SMALL_WEIGHTS,
            Measure.SMALLISH_WEIGHTS,
            Measure.SMALL_FILTERS,
            Measure.FAINT_FILTERS,
            Measure.GINI,
            Measure.DEAD_CHANNELS,
            Measure.ZERO_ACTIVATIONS,
            Measure.FLOW_LENGTH,
            Measure.FLOW_TURNING);

    /** Up to here the five likeliest are no achievement. */
    private static final int FEW_CLASSES = 10;

    private ComparisonTables() {}

    /**
     * The table to read: mean ± sample standard deviation over seeds, and the paired difference to the row that the column {@code against}
     * names ({@link Comparison#reference}), with Student's 95 % interval, the bootstrap's, and what that says.
     *
     * @param comparison any comparison
     * @return one row a method and size, what decides on the left; columns that nobody has a figure for are left out, and so are the seeds that a row
     *     shares with the one it is held against, where they are all of its seeds
     */
    public static Table summary(Comparison comparison) {
        List<ComparisonRow> rows = comparison.rows();
        Table table = Table.create(comparison.name());
        table.addColumns(text("method", rows, ComparisonRow::method));
        if (rows.stream().anyMatch(r -> r.spec().pruning() != null)) {
            table.addColumns(text("size", rows, ComparisonRow::point));
        }
        table.addColumns(IntColumn.create(
                "seeds", rows.stream().mapToInt(r -> r.seeds().size()).toArray()));
        table.addColumns(
                text(Measure.MACS_KEPT.title(), rows, r -> Figures.of(comparison.sample(r, Measure.MACS_KEPT))));
        addFigures(table, rows, Measure.ACCURACY);
        if (rows.stream().anyMatch(r -> r.spec().network().classes() > FEW_CLASSES)) {
            addFigures(table, rows, Measure.TOP5);
        }
        Function<ComparisonRow, Optional<PairedDifference>> difference =
                r -> comparison.difference(r, Measure.ACCURACY);
        boolean differences = rows.stream().anyMatch(r -> difference.apply(r).isPresent());
        boolean unpaired = rows.stream()
                .anyMatch(r -> difference
                        .apply(r)
                        .filter(d -> d.seeds().size() < r.seeds().size())
                        .isPresent());
        Set<ComparisonRow> references =
                rows.stream().flatMap(r -> comparison.reference(r).stream()).collect(Collectors.toSet());
        if (unpaired) {
            table.addColumns(text(
                    "seeds of both",
                    rows,
                    r -> or(difference.apply(r), d -> Integer.toString(d.seeds().size()))));
        }
        if (differences) {
            table.addColumns(
                    text("difference, points", rows, r -> or(difference.apply(r), Figures::signed)),
                    text("95 % t interval", rows, r -> or(difference.apply(r), d -> Figures.of(d.interval()))),
                    text(
                            "verdict",
                            rows,
                            r -> difference
                                    .apply(r)
                                    .map(d -> d.verdict().toString())
                                    .orElse(references.contains(r) ? "reference" : "–")),
                    text(
                            "against",
                            rows,
                            r -> comparison
                                    .reference(r)
                                    .map(ComparisonRow::method)
                                    .orElse("–")));
        }
        addFigures(
                table,
                rows,
                Measure.DENSE_ACCURACY,
                Measure.CUT_ACCURACY,
                Measure.BEST_ACCURACY,
                Measure.VALIDATION_ACCURACY,
                Measure.DENSE_VALIDATION);
        table.addColumns(text(
                Measure.PARAMETERS_KEPT.title(), rows, r -> Figures.of(comparison.sample(r, Measure.PARAMETERS_KEPT))));
        if (differences) {
            table.addColumns(text(
                    "95 % bootstrap", rows, r -> or(difference.apply(r), d -> Figures.of(d.bootstrap()))));
        }
        return table;
    }

    /**
     * Sparsity of the trained networks before any cut.
     *
     * @param comparison any comparison
     * @return one row a training, mean ± sample standard deviation over seeds
     */
    public static Table sparsity(Comparison comparison) {
        List<ComparisonRow> rows = comparison.trainings();
        Table table = Table.create(comparison.name() + ": sparsity before any cut");
        table.addColumns(text("training", rows, ComparisonRow::method));
        table.addColumns(IntColumn.create(
                "seeds", rows.stream().mapToInt(r -> r.seeds().size()).toArray()));
        addFigures(table, rows, SPARSITY.toArray(Measure[]::new));
        return table;
    }

    /**
     * Every run, nothing rounded or left out.
     *
     * @param comparison any comparison
     * @return one row a run, one column a measure
     */
    public static Table runs(Comparison comparison) {
        List<ComparisonRow> rowOf = new ArrayList<>();
        List<RunRecord> runs = new ArrayList<>();
        for (ComparisonRow row : comparison.rows()) {
            row.records().forEach(r -> {
                rowOf.add(row);
                runs.add(r);
            });
        }
        Table table = Table.create(comparison.name() + ": every run");
        table.addColumns(
                text("method", rowOf, ComparisonRow::method),
                text("size", rowOf, ComparisonRow::point),
                LongColumn.create(
                        "seed", runs.stream().mapToLong(r -> r.spec().seed()).toArray()),
                IntColumn.create(
                        "epochs",
                        runs.stream()
                                .mapToInt(r ->
                                        r.spending().epochs() + r.spending().retrainingEpochs())
                                .toArray()));
        for (Measure m : Measure.values()) {
            double[] values = new double[runs.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = comparison.figure(rowOf.get(i), runs.get(i), m);
            }
            table.addColumns(DoubleColumn.create(m.title(), values));
        }
        addNumbers(table, "training MACs", runs, r -> r.spending().macs());
        addNumbers(table, "seconds", runs, r -> r.spending().seconds());
        table.addColumns(text("run", runs, RunRecord::id));
        return table;
    }

    /**
     * Means, deviations and intervals as numbers.
     *
     * @param comparison any comparison
     * @return one row a method and size
     */
    public static Table statistics(Comparison comparison) {
        List<ComparisonRow> rows = comparison.rows();
        Table table = Table.create(comparison.name() + ": statistics");
        table.addColumns(
                text("method", rows, ComparisonRow::method),
                text("size", rows, ComparisonRow::point),
                IntColumn.create(
                        "seeds", rows.stream().mapToInt(r -> r.seeds().size()).toArray()));
        for (Measure m : Measure.values()) {
            addNumbers(
                    table,
                    m.title() + " mean",
                    rows,
                    r -> comparison.sample(r, m).mean());
            addNumbers(
                    table,
                    m.title() + " deviation",
                    rows,
                    r -> comparison.sample(r, m).deviation());
        }
        Map<String, ToDoubleFunction<PairedDifference>> figures = new LinkedHashMap<>();
        figures.put("pairs", d -> d.differences().size());
        figures.put("difference mean", d -> d.differences().mean());
        figures.put("difference deviation", d -> d.differences().deviation());
        figures.put("t interval low", d -> d.interval().low());
        figures.put("t interval high", d -> d.interval().high());
        figures.put("bootstrap low", d -> d.bootstrap().low());
        figures.put("bootstrap high", d -> d.bootstrap().high());
        figures.forEach((name, figure) ->
                addNumbers(table, name, rows, r -> number(comparison.difference(r, Measure.ACCURACY), figure)));
        return table;
    }

    /** Mean ± deviation of each measure that some row has. */
    static void addFigures(Table table, List<ComparisonRow> rows, Measure... measures) {
        for (Measure m : measures) {
            if (rows.stream().anyMatch(r -> r.sample(m).size() > 0)) {
                table.addColumns(text(m.title(), rows, r -> Figures.of(r.sample(m))));
            }
        }
    }

    static <T> StringColumn text(String name, List<T> rows, Function<T, String> value) {
        return StringColumn.create(name, rows.stream().map(value).toList());
    }

    private static <T> void addNumbers(Table table, String name, List<T> rows, Function<T, Double> value) {
        table.addColumns(DoubleColumn.create(
                name, rows.stream().mapToDouble(value::apply).toArray()));
    }

    private static <T> double number(Optional<T> of, ToDoubleFunction<T> value) {
        return of.isPresent() ? value.applyAsDouble(of.get()) : Double.NaN;
    }

    private static <T> String or(Optional<T> of, Function<T, String> text) {
        return of.map(text).orElse("–");
    }
}
