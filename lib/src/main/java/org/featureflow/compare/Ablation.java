package org.featureflow.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.experiment.PruningChoice;
import org.featureflow.experiment.RetrainingPenalty;
import org.featureflow.experiment.RunSpec;
import org.featureflow.flow.FlowOptions;

/**
 * What each term of feature flow regularisation does: runs that are equal but for k1 and k2.
 *
 * @param name what they share beyond that
 * @param cells one a pair (k1, k2), by rising k1, then k2
 */
public record Ablation(String name, List<Cell> cells) {
    /** Copies the list. */
    public Ablation {
        cells = List.copyOf(cells);
    }

    /**
     * Runs of one pair of coefficients.
     *
     * @param gradient k1; 0 without the term
     * @param curvature k2; 0 without the term
     * @param row the runs of all seeds
     */
    public record Cell(double gradient, double curvature, ComparisonRow row) {
        /**
         * The terms that are on.
         *
         * @return none, gradient only, curvature only, both
         */
        public Terms terms() {
            if (gradient == 0) {
                return curvature == 0 ? Terms.NONE : Terms.CURVATURE;
            }
            return curvature == 0 ? Terms.GRADIENT : Terms.BOTH;
        }

        /**
         * The coefficients.
         *
         * @return such as {@code k1=1e-5 k2=0}
         */
        public String label() {
            return terms() == Terms.NONE ? "none" : "k1=" + gradientText() + " k2=" + curvatureText();
        }

        /**
         * k1 with its schedule, which two cells may differ in.
         *
         * @return as commands take it, such as {@code 1e-6} or {@code 1e-6:0.1:0.2}; {@code 0} for none
         */
        public String gradientText() {
            return gradient == 0 ? "0" : PenaltyText.text(row.spec().penalty().gradient());
        }

        /**
         * k2 with its schedule.
         *
         * @return as {@link #gradientText}
         */
        public String curvatureText() {
            return curvature == 0 ? "0" : PenaltyText.text(row.spec().penalty().curvature());
        }
    }

    /** The terms of the penalty that are on. */
    public enum Terms {
        /** No penalty. */
        NONE("neither"),
        /** The gradient term. */
        GRADIENT("gradient only"),
        /** The curvature term. */
        CURVATURE("curvature only"),
        /** Both. */
        BOTH("both");

        private final String text;

        Terms(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Finds ablations among the rows of a comparison: rows without other penalties that are equal in all but k1 and k2. The row without penalty
     * belongs to every one of them.
     *
     * @param comparison any comparison
     * @return those with at least two pairs of coefficients, one of them with a penalty
     */
    public static List<Ablation> of(Comparison comparison) {
        Map<List<Object>, List<ComparisonRow>> groups = new LinkedHashMap<>();
        List<ComparisonRow> rows = comparison.rows().stream()
                .filter(r -> r.spec().penalty().isNone()
                        || r.spec().penalty().others().isEmpty())
                .toList();
        for (ComparisonRow row : rows) {
            if (row.spec().penalty().hasFlow()) {
                groups.computeIfAbsent(key(row, row.spec().penalty().flow(), taps(row)), k -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Ablation> all = new ArrayList<>();
        groups.forEach((key, members) -> {
            FlowOptions flow = members.get(0).spec().penalty().flow();
            List<String> taps = taps(members.get(0));
            List<ComparisonRow> joined = new ArrayList<>(members);
            rows.stream()
                    .filter(r -> !members.contains(r) && saysNothingOfBends(r, flow))
                    .filter(r -> r.spec().penalty().isNone() || taps(r).equals(taps))
                    .filter(r -> key(r, flow, taps).equals(key))
                    .forEach(joined::add);
            if (joined.size() > 1) {
                all.add(new Ablation(name(members.get(0)), cells(joined)));
            }
        });
        // Without a curvature term rows have the usual bend; alone they say no more than beside others.
        return all.stream()
                .filter(a -> all.stream()
                        .noneMatch(b ->
                                b.cells().size() > a.cells().size() && b.rows().containsAll(a.rows())))
                .toList();
    }

    /** Whether a row fits any way to measure bends: one without penalty, or without curvature term and else of the same options. */
    private static boolean saysNothingOfBends(ComparisonRow row, FlowOptions flow) {
        PenaltyChoice p = row.spec().penalty();
        return p.isNone() || p.curvature() == null && p.flow().equals(flow.with(FlowOptions.DEFAULT.bend()));
    }

    private List<ComparisonRow> rows() {
        return cells.stream().map(Cell::row).toList();
    }

    private static List<Cell> cells(Collection<ComparisonRow> rows) {
        return rows.stream()
                .map(r -> new Cell(gradient(r), curvature(r), r))
                .sorted(java.util.Comparator.comparingDouble(Cell::gradient).thenComparingDouble(Cell::curvature))
                .toList();
    }

    private static List<String> taps(ComparisonRow row) {
        return row.spec().network().taps();
    }

    /** All that must be equal; taps and options of the flow mean nothing to a row without penalty, which takes those of the others. */
    private static List<Object> key(ComparisonRow row, FlowOptions flow, List<String> taps) {
        RunSpec s = Methods.of(row.spec());
        List<Object> key = new ArrayList<>(row.layers());
        key.addAll(Arrays.asList(
                s.weights(),
                s.data(),
                s.recipe(),
                s.pruning(),
                s.retraining(),
                s.retrainingPenalty(),
                s.seed(),
                s.profile()));
        key.add(row.point());
        key.add(taps);
        key.add(flow == null ? FlowOptions.DEFAULT : flow);
        return key;
    }

    private static String name(ComparisonRow row) {
        String options = PenaltyText.options(row.spec().penalty().flow());
        PruningChoice cut = row.spec().pruning();
        RetrainingPenalty added = row.spec().retrainingPenalty();
        return row.spec().network().name()
                + (cut == null
                        ? ""
                        : ", cut by " + cut.importance() + " " + cut.scope() + " to " + row.point()
                                + (cut.recalibrate() == 0 ? "" : ", batch norms measured anew")
                                + (added == null ? "" : ", retrained with " + PenaltyText.of(added)))
                + options;
    }

    private static double gradient(ComparisonRow row) {
        PenaltyChoice p = row.spec().penalty();
        return p.gradient() == null ? 0 : p.gradient().value();
    }

    private static double curvature(ComparisonRow row) {
        PenaltyChoice p = row.spec().penalty();
        return p.curvature() == null ? 0 : p.curvature().value();
    }

    /**
     * The values of k1.
     *
     * @return ascending
     */
    public SortedSet<Double> gradients() {
        return cells.stream().map(Cell::gradient).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The values of k2.
     *
     * @return ascending
     */
    public SortedSet<Double> curvatures() {
        return cells.stream().map(Cell::curvature).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Whether every pair of coefficients stands for one row, as it has to where they are drawn as a grid.
     *
     * @return false if rows differ in when their penalty begins
     */
    public boolean isGrid() {
        long pairs = cells.stream()
                .map(c -> List.of(c.gradient(), c.curvature()))
                .distinct()
                .count();
        return gradients().size() > 1 && curvatures().size() > 1 && pairs == cells.size();
    }

    /**
     * The seeds that every pair of coefficients was run with.
     *
     * @return ascending; may be empty
     */
    public SortedSet<Long> commonSeeds() {
        SortedSet<Long> common = new TreeSet<>(cells.get(0).row().seeds());
        cells.forEach(c -> common.retainAll(c.row().seeds()));
        return common;
    }

    /**
     * The runs of one pair of coefficients.
     *
     * @param gradient k1
     * @param curvature k2
     * @return empty if that pair was not run
     */
    public Optional<Cell> cell(double gradient, double curvature) {
        return cells.stream()
                .filter(c -> c.gradient() == gradient && c.curvature() == curvature)
                .findFirst();
    }

    /**
     * How a pair of coefficients differs from no penalty.
     *
     * @param cell one of {@link #cells}
     * @param measure in which figure
     * @return empty for the cell without penalty, and if there is no such cell
     */
    public Optional<PairedDifference> effect(Cell cell, Measure measure) {
        return cell.terms() == Terms.NONE
                ? Optional.empty()
                : cell(0, 0)
                        .map(none -> PairedDifference.of(
                                cell.row().bySeed(measure), none.row().bySeed(measure)));
    }
}
