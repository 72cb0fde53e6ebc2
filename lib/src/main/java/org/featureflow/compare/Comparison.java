package org.featureflow.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.compare.ComparisonRow.Role;
import org.featureflow.experiment.DataChoice;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.experiment.RunRecord;

/**
 * Methods side by side, and how fair that is. Rows are made of records alone: runs that differ only in their seed are one row. What all rows
 * should share (network, images, split, seeds, epochs, retraining, tuning budget) is checked, not assumed.
 */
public final class Comparison {
    private final String name;
    private final List<String> notes;
    private final List<ComparisonRow> rows;
    private final List<RunRecord> failed;
    private final String common;
    private final Fairness fairness;
    private final TuningBudget tuning;
    private final List<ComparisonRow> trainings;

    private Comparison(Study study, Collection<RunRecord> tuningRuns) {
        name = study.name();
        notes = study.notes();
        List<RunRecord> sorted = study.records().stream()
                .sorted(Comparator.<RunRecord>comparingLong(r -> r.spec().seed())
                        .thenComparing(RunRecord::id))
                .toList();
        failed = sorted.stream()
                .filter(r -> r.status() == RunRecord.Status.FAILED)
                .toList();
        List<RunRecord> finished = sorted.stream()
                .filter(r -> r.status() == RunRecord.Status.FINISHED)
                .toList();
        if (finished.isEmpty()) {
            throw new FeatureFlowException(
                    "There is nothing to compare in “" + name + "”: none of its runs has finished.");
        }
        Methods methods = new Methods(finished.stream().map(RunRecord::spec).toList());
        common = methods.common();
        rows = ComparisonRows.of(finished, methods);
        fairness = FairnessChecks.of(rows);
        tuning = TuningBudget.of(tuningRuns);
        trainings = ComparisonRows.trainings(finished);
    }

    /**
     * Compares all that has finished.
     *
     * @param name what to call it
     * @param records runs, also failed ones, in any order
     * @return the comparison
     * @throws FeatureFlowException if none has finished
     */
    public static Comparison of(String name, Collection<RunRecord> records) {
        return of(new Study(name, List.of(), List.copyOf(records)), List.of());
    }

    /**
     * Compares all that has finished, with what was spent on tuning before.
     *
     * @param study runs, also failed ones, in any order
     * @param tuning runs made to choose coefficients
     * @return the comparison
     * @throws FeatureFlowException if none has finished
     */
    public static Comparison of(Study study, Collection<RunRecord> tuning) {
        return new Comparison(study, tuning);
    }

    /**
     * What it is called.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The rows: by size of the cut, the largest network first; within, rows without a penalty, feature flow, other penalties.
     *
     * @return one row a method and size
     */
    public List<ComparisonRow> rows() {
        return rows;
    }

    /**
     * What was trained, whatever was cut from it afterwards: rows for figures of the trained network, such as its sparsity.
     *
     * @return one row a training; its records are runs that began with it, so figures of their last networks mean nothing here
     */
    public List<ComparisonRow> trainings() {
        return trainings;
    }

    /**
     * Runs that failed; they are in no row.
     *
     * @return their records
     */
    public List<RunRecord> failed() {
        return failed;
    }

    /**
     * Which grades hold.
     *
     * @return the grades and what breaks them
     */
    public Fairness fairness() {
        return fairness;
    }

    /**
     * The row that a row is held against: of the same layers, images and total epochs, at the same size, without a penalty; for rows with a
     * penalty cut in the same way or by the L1 norm of filters, the plainest thing one can do, whichever is the better one on held-out images: a
     * method gains nothing by a criterion that is useless without it. One that has two seeds of the row goes before one that has not. A network
     * from scratch is held against the reference of the methods that it stands beside, what was retrained with a teacher and has no other
     * reference against the same without one.
     *
     * @param row any row
     * @return empty if there is none, and for that row itself
     */
    public Optional<ComparisonRow> reference(ComparisonRow row) {
        if (row.role() == Role.SCRATCH) {
            return methodsLike(row).stream().findFirst().flatMap(beside -> Reference.of(beside, rows));
        }
        return Reference.of(row, rows).filter(r -> r != row).or(() -> Reference.untaught(row, rows));
    }

    /** Rows that are compared and that a small network from scratch stands beside. */
    private List<ComparisonRow> methodsLike(ComparisonRow scratch) {
        return rows.stream()
                .filter(r -> r.role() == Role.METHOD)
                .filter(r -> SanityRow.isScratchBeside(scratch, r))
                .toList();
    }

    /**
     * What a row is called beside those of comparisons with other coefficients and networks.
     *
     * @param row any row
     * @return its name without coefficients, and for networks that are not cut what they are there for
     */
    public String family(ComparisonRow row) {
        PenaltyChoice penalty = row.spec().penalty();
        if (row.role() == Role.SCRATCH) {
            return Stream.of(SanityRow.SCRATCH_EPOCHS, SanityRow.SCRATCH_BUDGET)
                    .filter(s -> cut().anyMatch(method -> s.serves(row, method)))
                    .findFirst()
                    .map(SanityRow::text)
                    .orElse(row.method());
        }
        return row.role() == Role.DENSE
                ? PenaltyText.family(penalty) + ", " + Methods.NOTHING_CUT
                : row.method().replace(PenaltyText.of(penalty), PenaltyText.family(penalty));
    }

    /**
     * How a row differs from its reference.
     *
     * @param row any row
     * @param measure in which figure
     * @return empty if it has no reference
     */
    public Optional<PairedDifference> difference(ComparisonRow row, Measure measure) {
        return reference(row).map(r -> PairedDifference.of(row.bySeed(measure), r.bySeed(measure)));
    }

    /**
     * A figure of one run. What {@link Measure#MACS_KEPT} and {@link Measure#PARAMETERS_KEPT} say of a network from scratch, whose run cuts
     * nothing, is its share of the network that the methods beside it cut.
     *
     * @param row any row
     * @param run one of its records
     * @param measure which figure
     * @return in the unit that {@link Measure#title} says; NaN if the run does not have it
     */
    public double figure(ComparisonRow row, RunRecord run, Measure measure) {
        boolean kept = measure == Measure.MACS_KEPT || measure == Measure.PARAMETERS_KEPT;
        if (row.role() != Role.SCRATCH || !kept) {
            return measure.of(run);
        }
        Measure size = measure == Measure.MACS_KEPT ? Measure.MACS : Measure.PARAMETERS;
        double whole = Stream.concat(methodsLike(row).stream(), rows.stream().filter(r -> r.role() == Role.METHOD))
                .map(r -> r.records().get(0).trained())
                .mapToDouble(t -> size == Measure.MACS ? t.macs() : t.parameters())
                .findFirst()
                .orElse(Double.NaN);
        return 100 * size.of(run) / whole;
    }

    /**
     * A figure of every run of a row that has it, as {@link #figure} says it.
     *
     * @param row any row
     * @param measure which figure
     * @return the values by rising seed
     */
    public Sample sample(ComparisonRow row, Measure measure) {
        return new Sample(row.records().stream()
                .map(r -> figure(row, r, measure))
                .filter(v -> !Double.isNaN(v))
                .toList());
    }

    /**
     * Sanity rows that are not there.
     *
     * @return which → the sizes of cut at which it is missing; empty if nothing is cut
     */
    public Map<SanityRow, List<String>> missing() {
        Map<SanityRow, List<String>> missing = new EnumMap<>(SanityRow.class);
        for (SanityRow sanity : SanityRow.values()) {
            Set<String> points =
                    without(sanity).stream().map(ComparisonRow::point).collect(Collectors.toSet());
            if (!points.isEmpty()) {
                missing.put(sanity, cuts().stream().filter(points::contains).toList());
            }
        }
        return missing;
    }

    /** Rows that have no such row beside them. */
    List<ComparisonRow> without(SanityRow sanity) {
        return cut().filter(sanity::concerns)
                .filter(method -> rows.stream().noneMatch(r -> sanity.serves(r, method)))
                .toList();
    }

    /**
     * The sizes that methods are cut to.
     *
     * @return as {@link ComparisonRow#point} says them, the largest first; empty if nothing is cut
     */
    public List<String> cuts() {
        return cut().map(ComparisonRow::point).distinct().toList();
    }

    /** Rows that sanity rows stand beside. */
    Stream<ComparisonRow> cut() {
        return rows.stream().filter(r -> r.role() == Role.METHOD && r.spec().pruning() != null);
    }

    /**
     * Notes, what most rows share, fairness, tuning, missing sanity rows, where runs were done, and failed runs.
     *
     * @return sentences to stand above a table
     */
    public List<String> preamble() {
        return new Preamble(this, tuning).lines();
    }

    /**
     * What the study asks, as its sweep file says.
     *
     * @return sentences, the first of them the question; empty if the file says nothing
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * What all rows share unless their name says otherwise.
     *
     * @return a sentence: network, criterion, recipe, images, profile
     */
    public String setting() {
        return "All rows, unless their name says otherwise: " + shared() + ", profile "
                + rows.get(0).spec().profile() + ".";
    }

    /**
     * In one line what all rows share unless their name says otherwise, how fair the comparison is, and whether runs are missing.
     *
     * @return one or two sentences
     */
    public String summary() {
        String grade = fairness.grade().map(g -> "fairness " + g.label()).orElse("no grade of fairness");
        String unfinished =
                notes.stream().filter(Study::isUnfinished).map(n -> " " + n).collect(Collectors.joining());
        return shared() + "; cut to " + String.join(", ", cuts()) + "; " + grade + "." + unfinished;
    }

    private String shared() {
        ComparisonRow first =
                rows.stream().filter(r -> r.role() == Role.METHOD).findFirst().orElse(rows.get(0));
        DataChoice data = first.spec().data();
        String note = rows.stream()
                .flatMap(r -> r.records().stream())
                .filter(r -> r.note() != null && r.spec().data().equals(data))
                .map(RunRecord::note)
                .findFirst()
                .orElse(null);
        return common + "; " + data.name() + (note == null ? "" : " (" + note + ")") + images(data);
    }

    private static String images(DataChoice data) {
        List<String> limits = new ArrayList<>();
        if (data.train() > 0) {
            limits.add(data.train() + " training images");
        }
        if (data.test() > 0) {
            limits.add(data.test() + " test images");
        }
        return limits.isEmpty() ? "" : " (" + String.join(", ", limits) + ")";
    }
}
