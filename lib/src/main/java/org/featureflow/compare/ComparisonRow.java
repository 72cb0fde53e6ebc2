package org.featureflow.compare;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.featureflow.experiment.FineTuning;
import org.featureflow.experiment.RetrainingPenalty;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.StartingWeights;

/**
 * One method at one size of the cut, all seeds.
 *
 * @param method its name, made of what tells it from the other rows
 * @param point how much is left, as {@link org.featureflow.prune.Target} writes it, or {@code not cut}
 * @param role what it is there for
 * @param records finished runs by rising seed, at least one
 */
public record ComparisonRow(String method, String point, Role role, List<RunRecord> records) {
    /** What a row is there for. */
    public enum Role {
        /** It is compared. */
        METHOD,
        /** The same network without a cut. */
        DENSE,
        /** A network that is small from the start. */
        SCRATCH
    }

    /** Copies the list. */
    public ComparisonRow {
        records = List.copyOf(records);
    }

    /**
     * What was run, with the first seed.
     *
     * @return one of the specifications, which differ in their seeds only
     */
    public RunSpec spec() {
        return records.get(0).spec();
    }

    /**
     * The seeds.
     *
     * @return one a run, ascending
     */
    public List<Long> seeds() {
        return records.stream().map(r -> r.spec().seed()).toList();
    }

    /**
     * A figure of every run that has it.
     *
     * @param measure which
     * @return the values by rising seed
     */
    public Sample sample(Measure measure) {
        return new Sample(List.copyOf(bySeed(measure).values()));
    }

    /**
     * A figure of the runs with some seeds, such as those that another row has too.
     *
     * @param measure which
     * @param seeds which runs
     * @return the values by rising seed
     */
    public Sample sample(Measure measure, Collection<Long> seeds) {
        Map<Long, Double> all = bySeed(measure);
        all.keySet().retainAll(seeds);
        return new Sample(List.copyOf(all.values()));
    }

    /**
     * A figure of every run that has it.
     *
     * @param measure which
     * @return seed → value
     */
    public Map<Long, Double> bySeed(Measure measure) {
        Map<Long, Double> values = new TreeMap<>();
        for (RunRecord r : records) {
            double value = measure.of(r);
            if (!Double.isNaN(value)) {
                values.put(r.spec().seed(), value);
            }
        }
        return values;
    }

    /** Method and size, for sentences. */
    String title() {
        return records.get(0).spec().pruning() == null ? method : method + " at " + point;
    }

    int totalEpochs() {
        return spec().epochs();
    }

    /** What a run of it takes from the first step to the last, mean over seeds; NaN where records do not say. */
    double trainingMacs() {
        return records.stream()
                .mapToDouble(
                        r -> r.spending() == null ? Double.NaN : r.spending().macs())
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Whether the two are one experiment but for penalty and cut: the same layers, weights to begin with, images and number of epochs in all,
     * batch norms measured anew for both or for neither, which right after a cut matters more than the rest, and the same distillation while
     * retraining or none for both.
     */
    boolean isOfSetting(ComparisonRow other) {
        return lastsLike(other) && teaching(spec()).equals(teaching(other.spec()));
    }

    /** Whether this is the other one, but for a teacher that it alone had while it was retrained. */
    boolean isTaught(ComparisonRow other) {
        return !teaching(spec()).isEmpty()
                && teaching(other.spec()).isEmpty()
                && lastsLike(other)
                && isTrainedLike(other)
                && isCutLike(other)
                && spec().penalty().equals(other.spec().penalty());
    }

    private boolean lastsLike(ComparisonRow other) {
        return beginsLike(other)
                && totalEpochs() == other.totalEpochs()
                && recalibrated(spec()) == recalibrated(other.spec());
    }

    /** Whether the two were cut in the same way to the same size, wherever a criterion's source lies; true of two that were not cut. */
    boolean isCutLike(ComparisonRow other) {
        return Objects.equals(
                spec().anywhere().pruning(), other.spec().anywhere().pruning());
    }

    /** Weight and temperature of the distillation while retraining; nothing without a teacher. */
    private static List<Object> teaching(RunSpec spec) {
        RetrainingPenalty added = spec.retrainingPenalty();
        return added == null || !added.hasTeacher() ? List.of() : List.of(added.distillation(), added.temperature());
    }

    /** Whether it has no penalty, neither before the cut nor after it. A teacher is none. */
    boolean isWithoutPenalty() {
        RetrainingPenalty added = spec().retrainingPenalty();
        return spec().penalty().isNone() && (added == null || added.penalty().isNone());
    }

    private static int recalibrated(RunSpec spec) {
        return spec.pruning() == null ? 0 : spec.pruning().recalibrate();
    }

    /** Whether the two were trained alike but for the penalty, whatever came afterwards. */
    boolean isTrainedLike(ComparisonRow other) {
        return beginsLike(other)
                && tuning().freeze().equals(other.tuning().freeze())
                && Methods.plain(spec().recipe())
                        .equals(Methods.plain(other.spec().recipe()));
    }

    /** A penalty decides which nodes are tapped, and with them a network's name; it does not make another network. */
    List<Object> layers() {
        return List.of(spec().network().input(), spec().network().nodes());
    }

    /** The weights that its runs begin with, wherever they lie and whatever training keeps of them; null for random ones. */
    StartingWeights weights() {
        FineTuning head = new FineTuning(tuning().newHead(), List.of());
        return spec().weights() == null ? null : spec().weights().anywhere().with(head);
    }

    private FineTuning tuning() {
        return spec().weights() == null ? FineTuning.NONE : spec().weights().tuningOrNone();
    }

    /** Whether the two look at the same images, wherever these lie. */
    boolean hasImagesOf(ComparisonRow other) {
        return spec().data().anywhere().equals(other.spec().data().anywhere());
    }

    private boolean beginsLike(ComparisonRow other) {
        return layers().equals(other.layers()) && Objects.equals(weights(), other.weights()) && hasImagesOf(other);
    }
}
