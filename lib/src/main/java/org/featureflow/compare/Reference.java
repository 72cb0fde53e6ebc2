package org.featureflow.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.featureflow.experiment.PruningChoice;

/** The row that another is held against. */
final class Reference {
    /** With fewer a difference cannot be judged. */
    private static final int ENOUGH_SEEDS = 2;

    private Reference() {}

    /**
     * The row of the same role and size without a penalty: for rows with one cut in the same way or by the L1 norm, whichever validates better.
     * One that has two seeds of the row goes before one that has not.
     */
    static Optional<ComparisonRow> of(ComparisonRow row, List<ComparisonRow> rows) {
        return rows.stream()
                .filter(r -> r.role() == row.role() && r.point().equals(row.point()))
                .filter(r -> r.isWithoutPenalty() && r.isOfSetting(row))
                .min(Comparator.<ComparisonRow, Boolean>comparing(r -> !isPlain(r, row))
                        .thenComparing(r -> !r.isTrainedLike(row))
                        .thenComparing(r -> shared(r, row)
                                < Math.min(ENOUGH_SEEDS, row.seeds().size()))
                        .thenComparing(r -> -Findings.validated(r, row.seeds()))
                        .thenComparing(r -> !r.isCutLike(row)));
    }

    /** The same without a teacher, which a row is held against that has no other reference. */
    static Optional<ComparisonRow> untaught(ComparisonRow row, List<ComparisonRow> rows) {
        return rows.stream()
                .filter(r -> r.role() == row.role() && r.point().equals(row.point()) && row.isTaught(r))
                .findFirst();
    }

    private static long shared(ComparisonRow one, ComparisonRow other) {
        return one.seeds().stream().filter(other.seeds()::contains).count();
    }

    private static boolean isPlain(ComparisonRow candidate, ComparisonRow row) {
        PruningChoice cut = candidate.spec().pruning();
        return cut == null
                || cut.importance().equals("l1") && !cut.scope().equals("uniform")
                || !row.spec().penalty().isNone() && candidate.isCutLike(row);
    }
}
