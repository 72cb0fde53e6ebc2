package org.featureflow.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.compare.ComparisonRow.Role;
import org.featureflow.compare.Finding.Verdict;
import org.featureflow.experiment.PenaltyChoice;

/**
 * What a comparison says about feature flow regularisation (FFR). Every sentence is made from records, of the coefficients run with the most
 * seeds. Where accuracy is compared, the one with the best validation accuracy speaks for FFR. Where sparsity is, the sparsest speaks of those
 * that are equally accurate on held-out images. Intervals are wider the more there were to choose from. Test images choose nothing.
 */
public final class Findings {
    /** A mean loss of accuracy on held-out images, in points, up to which two trained networks count as equally accurate. */
    public static final double EQUAL_ACCURACY = 0.5;

    /** A loss that the interval of the mean must exclude too before something is shown at equal accuracy, in points. */
    public static final double EXCLUDED_LOSS = 1;

    private Findings() {}

    /**
     * All that can be said.
     *
     * @param comparison any comparison
     * @return findings about sparsity, about accuracy at equal size, and about the two terms; empty without FFR
     */
    public static List<Finding> of(Comparison comparison) {
        List<Finding> all = new ArrayList<>(sparsity(comparison));
        all.addAll(accuracy(comparison));
        all.addAll(TermFindings.of(comparison));
        return all;
    }

    /**
     * Whether FFR makes the trained network sparser.
     *
     * @param comparison any comparison
     * @return one finding a kind of sparsity; empty without FFR or without the same training with no penalty
     */
    public static List<Finding> sparsity(Comparison comparison) {
        List<ComparisonRow> all = comparison.trainings().stream()
                .filter(r -> r.spec().penalty().hasFlow())
                .toList();
        Optional<ComparisonRow> none = comparison.trainings().stream()
                .filter(r -> r.spec().penalty().isNone())
                .max(Comparator.comparingLong(r -> trainedLike(r, all).size()));
        List<ComparisonRow> flow = mostSeeds(none.map(r -> trainedLike(r, all)).orElse(List.of()));
        if (flow.isEmpty()) {
            return List.of();
        }
        return List.of(
                sparser(
                        "FFR gives more unstructured sparsity at equal accuracy",
                        Measure.SMALL_WEIGHTS,
                        flow,
                        none.get()),
                sparser(
                        "FFR gives more structured sparsity at equal accuracy",
                        Measure.SMALL_FILTERS,
                        flow,
                        none.get()),
                sparser("FFR gives more faint filters at equal accuracy", Measure.FAINT_FILTERS, flow, none.get()),
                sparser("FFR gives more dead channels at equal accuracy", Measure.DEAD_CHANNELS, flow, none.get()),
                sparser(
                        "FFR gives more zero activations at equal accuracy",
                        Measure.ZERO_ACTIVATIONS,
                        flow,
                        none.get()));
    }

    private static List<ComparisonRow> trainedLike(ComparisonRow none, List<ComparisonRow> flow) {
        return flow.stream().filter(none::isTrainedLike).toList();
    }

    private static Finding sparser(String claim, Measure measure, List<ComparisonRow> flow, ComparisonRow none) {
        List<Sparser> all = flow.stream()
                .map(r -> new Sparser(
                        r,
                        PairedDifference.of(r.bySeed(measure), none.bySeed(measure)),
                        PairedDifference.of(r.bySeed(Measure.DENSE_VALIDATION), none.bySeed(Measure.DENSE_VALIDATION)),
                        PairedDifference.of(r.bySeed(Measure.DENSE_ACCURACY), none.bySeed(Measure.DENSE_ACCURACY))))
                .filter(s -> s.sparsity().differences().size() > 0)
                .sorted(Comparator.comparingDouble(
                        s -> -s.sparsity().differences().mean()))
                .toList();
        // Of all there were, not of those alone that are equally accurate: which ones are, the same runs have decided.
        List<Sparser> rows = all.stream().map(s -> s.chosenFrom(all.size())).toList();
        long candidates = rows.stream().filter(Sparser::equallyAccurate).count();
        Optional<Sparser> equal = rows.stream().filter(Sparser::equallyAccurate).findFirst();
        // The row that is quoted decides: another one may be shown with less sparsity.
        Optional<Sparser> quoted = equal.or(() -> rows.stream().findFirst());
        List<Long> seeds = quoted.map(s -> s.sparsity().seeds()).orElse(none.seeds());
        StringBuilder evidence = new StringBuilder("Share of " + measure.plainTitle() + " before any cut: no penalty "
                + Figures.of(none.sample(measure, seeds)) + " %"
                + quoted.map(s -> which(seeds, none, s.row())).orElse(""));
        String lossy = rows.isEmpty()
                ? "; no runs of one seed to compare"
                : "; none of the rows of FFR here loses at most half a point on "
                        + rows.get(0).images();
        String choice = rows.size() > 1 ? " (" + candidates + " of " + rows.size() + " rows)" : "";
        evidence.append(equal.map(s -> "; most at equal accuracy" + choice + ": " + s.text(measure))
                .orElse(lossy));
        rows.stream()
                .findFirst()
                .filter(s -> equal.isEmpty() || s.row() != equal.get().row())
                .ifPresent(s -> evidence.append("; most of all: ").append(s.text(measure)));
        return new Finding(
                claim,
                "",
                quoted.map(s -> s.row().method()).orElse(""),
                quoted.map(Sparser::verdict).orElse(Verdict.NOT_JUDGED),
                quoted.map(Sparser::sparsity).orElse(PairedDifference.of(Map.of(), Map.of())),
                evidence + ".");
    }

    /** A training with FFR against the one without penalty. */
    private record Sparser(
            ComparisonRow row, PairedDifference sparsity, PairedDifference validation, PairedDifference test) {
        /**
         * With the intervals of one of so many. The accuracy by which rows pass as equal is flattered whatever its sign: those that lost more
         * are left out.
         */
        Sparser chosenFrom(int rows) {
            return new Sparser(
                    row,
                    sparsity.chosenFrom(rows, 1),
                    validation.chosenFrom(rows, rows),
                    test.chosenFrom(rows, isHeldOut() ? 1 : rows));
        }

        private boolean isHeldOut() {
            return validation.differences().size() > 0;
        }

        String images() {
            return isHeldOut() ? "held-out images" : "test images";
        }

        /** Held-out images decide, so that test images choose no row; where none were held out there is no other choice. */
        private PairedDifference accuracy() {
            return isHeldOut() ? validation : test;
        }

        boolean equallyAccurate() {
            return accuracy().differences().mean() >= -EQUAL_ACCURACY;
        }

        /** That a mean is near 0 shows no equality: a few seeds may miss a loss. */
        private boolean isLossExcluded() {
            return equallyAccurate() && accuracy().interval().low() >= -EXCLUDED_LOSS;
        }

        Verdict verdict() {
            Verdict verdict = Findings.verdict(sparsity);
            return verdict == Verdict.SHOWN && !isLossExcluded() ? Verdict.NOT_SHOWN : verdict;
        }

        String text(Measure measure) {
            String heldOut = isHeldOut()
                    ? "; accuracy on held-out images " + Figures.withInterval(validation) + ", on test images "
                    : "; accuracy on test images ";
            return row.method() + " " + Figures.of(row.sample(measure, sparsity.seeds())) + " % ("
                    + Figures.sentence(sparsity, "points") + heldOut + Figures.sentence(test, "points") + ")";
        }
    }

    /**
     * Whether FFR is ahead of each other method, and of small networks from scratch, at equal size.
     *
     * @param comparison any comparison
     * @return one finding a size of the cut and rival; empty where nothing is cut or FFR is not there
     */
    public static List<Finding> accuracy(Comparison comparison) {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<ComparisonRow>> points = new LinkedHashMap<>();
        comparison.rows().stream()
                .filter(r -> r.role() == Role.METHOD && r.spec().pruning() != null)
                .forEach(r -> points.computeIfAbsent(r.point(), p -> new ArrayList<>())
                        .add(r));
        points.forEach((point, rows) -> rows.stream()
                .filter(r -> !r.spec().penalty().hasFlow() && !isTwinOfAnother(r, rows))
                .forEach(rival -> ahead(point, likeWithLike(rival, rows), rival).ifPresent(findings::add)));
        points.forEach((point, rows) -> comparison.rows().stream()
                .filter(r -> r.role() == Role.SCRATCH)
                .forEach(rival -> ahead(point, besides(rival, rows), rival).ifPresent(findings::add)));
        return findings;
    }

    /** A row without penalty that is there for the cut of another penalty, which FFR was not cut by. */
    private static boolean isTwinOfAnother(ComparisonRow row, List<ComparisonRow> rows) {
        List<PenaltyChoice> cutAlike = rows.stream()
                .filter(r -> r.isCutLike(row))
                .map(r -> r.spec().penalty())
                .filter(p -> !p.isNone())
                .toList();
        return row.spec().penalty().isNone()
                && !cutAlike.isEmpty()
                && cutAlike.stream().noneMatch(PenaltyChoice::hasFlow);
    }

    /** Rows with FFR that have the size of a small network from scratch, and its epochs or its budget. */
    private static List<ComparisonRow> besides(ComparisonRow scratch, List<ComparisonRow> rows) {
        return rows.stream()
                .filter(r -> r.spec().penalty().hasFlow())
                .filter(r -> SanityRow.isScratchBeside(scratch, r))
                .toList();
    }

    /** Rows with FFR of the rival's setting; beside a row without penalty only those that were cut as it was, if there are such. */
    private static List<ComparisonRow> likeWithLike(ComparisonRow rival, List<ComparisonRow> rows) {
        List<ComparisonRow> flow = rows.stream()
                .filter(r -> r.spec().penalty().hasFlow() && r.isOfSetting(rival))
                .toList();
        List<ComparisonRow> cutAlike =
                flow.stream().filter(r -> r.isCutLike(rival)).toList();
        return rival.spec().penalty().isNone() && !cutAlike.isEmpty() ? cutAlike : flow;
    }

    /**
     * The row that speaks for several, of those with the most seeds: one lucky seed of a row that is half run does not. Test images choose
     * nothing.
     */
    static Optional<ComparisonRow> bestValidated(List<ComparisonRow> rows) {
        return mostSeeds(rows).stream().max(Comparator.comparingDouble(r -> validated(r, r.seeds())));
    }

    /** The rows that {@link #bestValidated} chooses from. */
    static List<ComparisonRow> mostSeeds(List<ComparisonRow> rows) {
        int most = rows.stream().mapToInt(r -> r.records().size()).max().orElse(0);
        return rows.stream().filter(r -> r.records().size() == most).toList();
    }

    /** Mean accuracy on held-out images; lower than any where there were none. */
    static double validated(ComparisonRow row, List<Long> seeds) {
        double mean = row.sample(Measure.VALIDATION_ACCURACY, seeds).mean();
        return Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : mean;
    }

    /** Held-out and test accuracy of one network go together, so what is best on the one is likely to be best on the other by luck too. */
    private static Optional<Finding> ahead(String point, List<ComparisonRow> rows, ComparisonRow rival) {
        return bestValidated(rows).map(flow -> {
            PairedDifference difference = PairedDifference.of(
                            flow.bySeed(Measure.ACCURACY), rival.bySeed(Measure.ACCURACY))
                    .chosenFrom(mostSeeds(rows).size(), 1);
            return new Finding(
                    "FFR is ahead of “" + rival.method() + "”",
                    point,
                    flow.method(),
                    verdict(difference),
                    difference,
                    evidence(flow.method(), flow, rival.method(), rival, difference));
        });
    }

    /** Accuracies of the seeds that both rows have, so that the difference is that of the means beside it. */
    static String evidence(
            String name, ComparisonRow row, String otherName, ComparisonRow other, PairedDifference difference) {
        List<Long> seeds = difference.seeds();
        return name + " " + Figures.of(row.sample(Measure.ACCURACY, seeds)) + " %, " + otherName + " "
                + Figures.of(other.sample(Measure.ACCURACY, seeds)) + " %" + which(seeds, row, other) + ": "
                + Figures.sentence(difference, "points") + ".";
    }

    /** Names the seeds that two rows share, unless these are all that they have. */
    private static String which(List<Long> seeds, ComparisonRow row, ComparisonRow other) {
        boolean all = seeds.size() == row.records().size()
                && seeds.size() == other.records().size();
        return all || seeds.isEmpty() ? "" : " with " + Figures.seeds(seeds);
    }

    static Verdict verdict(PairedDifference difference) {
        return switch (difference.verdict()) {
            case MORE -> Verdict.SHOWN;
            case LESS -> Verdict.CONTRADICTED;
            case INSIDE_NOISE, NONE -> Verdict.NOT_SHOWN;
            default -> Verdict.NOT_JUDGED;
        };
    }
}
