package org.featureflow.report;

import java.util.List;
import org.featureflow.compare.Ablation;
import org.featureflow.compare.ComparisonRow;
import org.featureflow.compare.Figures;
import org.featureflow.compare.Measure;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Ablations of feature flow as Tablesaw tables. */
public final class AblationTables {
    private AblationTables() {}

    /**
     * What each pair of coefficients gives.
     *
     * @param ablation any ablation
     * @return one row a pair, mean ± sample standard deviation over seeds; columns that nobody has a figure for are left out
     */
    public static Table summary(Ablation ablation) {
        List<ComparisonRow> rows =
                ablation.cells().stream().map(Ablation.Cell::row).toList();
        Table table = start(ablation, "");
        ComparisonTables.addFigures(
                table,
                rows,
                Measure.DENSE_ACCURACY,
                Measure.CUT_ACCURACY,
                Measure.ACCURACY,
                Measure.SMALL_WEIGHTS,
                Measure.SMALL_FILTERS,
                Measure.DEAD_CHANNELS,
                Measure.FLOW_LENGTH,
                Measure.FLOW_TURNING);
        return table;
    }

    /**
     * How each pair of coefficients differs from no penalty.
     *
     * @param ablation any ablation
     * @return one row a pair: paired difference, Student's 95 % interval and what that says, measure by measure
     */
    public static Table effects(Ablation ablation) {
        Table table = start(ablation, ": difference to no penalty");
        // Without retraining the last accuracy is the one after the cut, or before it where nothing is cut.
        boolean retrained =
                ablation.cells().stream().anyMatch(c -> c.row().spec().retraining() != null);
        for (Measure m : List.of(
                Measure.DENSE_ACCURACY,
                Measure.CUT_ACCURACY,
                Measure.ACCURACY,
                Measure.SMALL_WEIGHTS,
                Measure.SMALL_FILTERS,
                Measure.DEAD_CHANNELS)) {
            if (m == Measure.ACCURACY && !retrained) {
                continue;
            }
            List<String> cells = ablation.cells().stream()
                    .map(c -> ablation.effect(c, m)
                            .filter(d -> d.differences().size() > 0)
                            .map(d -> Figures.sentence(d, ""))
                            .orElse("–"))
                    .toList();
            if (!cells.stream().allMatch("–"::equals)) {
                String unit = m.differenceUnit().isEmpty() ? "" : ", " + m.differenceUnit();
                table.addColumns(StringColumn.create(m.plainTitle() + unit, cells));
            }
        }
        return table;
    }

    private static Table start(Ablation ablation, String what) {
        List<Ablation.Cell> cells = ablation.cells();
        Table table = Table.create(ablation.name() + what);
        table.addColumns(
                ComparisonTables.text("terms", cells, c -> c.terms().toString()),
                ComparisonTables.text("k1", cells, Ablation.Cell::gradientText),
                ComparisonTables.text("k2", cells, Ablation.Cell::curvatureText),
                IntColumn.create(
                        "seeds",
                        cells.stream().mapToInt(c -> c.row().seeds().size()).toArray()));
        return table;
    }
}
