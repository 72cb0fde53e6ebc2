package org.featureflow.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.featureflow.compare.ComparisonRow.Role;
import org.featureflow.cost.Convention;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.Stage;
import org.featureflow.experiment.Surroundings;

/** What has to be known of a comparison before its table is read, in sentences. */
final class Preamble {
    /** How many rows a sentence names. */
    private static final int NAMED = 2;

    private final Comparison comparison;
    private final TuningBudget tuning;

    Preamble(Comparison comparison, TuningBudget tuning) {
        this.comparison = comparison;
        this.tuning = tuning;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(comparison.notes());
        lines.add(comparison.setting());
        lines.add(sizes());
        lines.add(comparison.fairness().text());
        lines.add(tuning.text(
                methods(r -> r.spec().penalty().isNone()
                        ? ""
                        : PenaltyText.family(r.spec().penalty())),
                methods(r -> r.spec().network().name())));
        if (comparison.cut().findAny().isPresent()) {
            lines.add(sanity());
        }
        oneNetwork().ifPresent(lines::add);
        otherTaps().ifPresent(lines::add);
        chosenOn().ifPresent(lines::add);
        dear().ifPresent(lines::add);
        otherTrainings().ifPresent(lines::add);
        sittings().ifPresent(lines::add);
        List<RunRecord> failed = comparison.failed();
        if (!failed.isEmpty()) {
            lines.add(failed.size() + (failed.size() == 1 ? " run" : " runs") + " failed and "
                    + (failed.size() == 1 ? "is" : "are") + " not in the table: "
                    + failed.stream().map(RunRecord::id).collect(Collectors.joining(", ")) + ".");
        }
        return lines;
    }

    private Set<String> methods(Function<ComparisonRow, String> text) {
        return comparison.rows().stream()
                .filter(r -> r.role() == Role.METHOD)
                .map(text)
                .filter(t -> !t.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The table has shares of these. A penalty may give the same layers another name. */
    private String sizes() {
        Map<List<Object>, String> networks = new LinkedHashMap<>();
        for (ComparisonRow row : comparison.rows()) {
            if (row.role() == Role.METHOD) {
                Stage trained = row.records().get(0).trained();
                networks.putIfAbsent(
                        row.layers(),
                        String.format(
                                Locale.ROOT,
                                "%s has %,d parameters and %,d MACs an image",
                                row.spec().network().name(),
                                trained.parameters(),
                                trained.macs()));
            }
        }
        return "Before any cut " + String.join("; ", networks.values()) + " ("
                + Convention.CONVOLUTION_AND_LINEAR.description() + ").";
    }

    private String sanity() {
        List<String> missing = new ArrayList<>();
        for (SanityRow sanity : SanityRow.values()) {
            List<ComparisonRow> without = comparison.without(sanity);
            if (!without.isEmpty()) {
                missing.add(sanity.text() + where(without));
            }
        }
        boolean given = comparison.cut().anyMatch(r -> r.weights() != null);
        return (missing.isEmpty()
                        ? "Sanity rows: all there."
                        : "Sanity rows missing: " + String.join("; ", missing) + ".")
                + (given
                        ? " Networks from scratch are not asked for: how long the weights that rows begin with were trained is not known."
                        : "");
    }

    /** What seeds vary is then less than a reader expects. */
    private Optional<String> oneNetwork() {
        boolean one = comparison
                .cut()
                .anyMatch(r -> r.weights() != null && r.spec().recipe().epochs() == 0);
        return one
                ? Optional.of("All seeds of a row begin with one trained network: they vary its retraining, and random"
                        + " choices of channels; how the rows compare on another network no interval contains. Which images that"
                        + " network was trained on is not known, so held-out ones may be among them.")
                : Optional.empty();
    }

    /** Names the sizes of the cut where a row is missing, or the rows beside which it is, unless it is missing everywhere. */
    private String where(List<ComparisonRow> without) {
        Set<String> points =
                without.stream().map(ComparisonRow::point).collect(Collectors.toCollection(LinkedHashSet::new));
        long there = comparison.cut().filter(r -> points.contains(r.point())).count();
        if (without.size() < there) {
            String named = without.stream()
                    .limit(NAMED)
                    .map(r -> "“" + r.title() + "”")
                    .collect(Collectors.joining(", "));
            return " (beside " + named + (without.size() > NAMED ? " and " + (without.size() - NAMED) + " more" : "")
                    + ")";
        }
        return there < comparison.cut().count() ? " (at " + String.join(", ", points) + ")" : "";
    }

    /** Where the flow is observed elsewhere its length is another quantity. */
    private Optional<String> otherTaps() {
        Map<List<Object>, List<String>> usual = new HashMap<>();
        comparison.rows().stream()
                .filter(row -> row.spec().penalty().isNone())
                .forEach(row ->
                        usual.putIfAbsent(row.layers(), row.spec().network().taps()));
        String others = comparison.rows().stream()
                .filter(row -> usual.containsKey(row.layers())
                        && !usual.get(row.layers()).equals(row.spec().network().taps()))
                .map(row -> "“" + row.method() + "”")
                .distinct()
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Length and turning of the flow are measured at each network's own taps, which are others in "
                                + others + ": not to be compared with the rows beside.");
    }

    /** A network that is lucky on held-out images is likely to be so on test images, and here the lucky coefficient was taken. */
    private Optional<String> chosenOn() {
        Set<RunSpec> tuned = tuning.trainings();
        Set<Long> seeds = comparison.rows().stream()
                .filter(row -> !row.spec().penalty().isNone())
                .flatMap(row -> row.records().stream())
                .filter(r -> tuned.contains(TuningBudget.training(r.spec())))
                .map(r -> r.spec().seed())
                .collect(Collectors.toCollection(TreeSet::new));
        return seeds.isEmpty()
                ? Optional.empty()
                : Optional.of("The networks with " + Figures.seeds(List.copyOf(seeds))
                        + " are among those that the coefficients were chosen on, which favours rows with a penalty.");
    }

    /** A coefficient that was tuned in shorter trainings may cost more than the tuning allowed, and its row then stands lower for that alone. */
    private Optional<String> dear() {
        List<ComparisonRow> trainings = comparison.trainings();
        String rows = trainings.stream()
                .filter(row -> !row.spec().penalty().isNone())
                .flatMap(row -> trainings.stream()
                        .filter(none -> none.spec().penalty().isNone() && none.isTrainedLike(row))
                        .findFirst()
                        .map(none -> PairedDifference.of(
                                row.bySeed(Measure.DENSE_VALIDATION), none.bySeed(Measure.DENSE_VALIDATION)))
                        .filter(d -> d.differences().mean() < -Findings.EXCLUDED_LOSS)
                        .map(d -> PenaltyText.of(row.spec().penalty()) + " " + Figures.signed(d))
                        .stream())
                .collect(Collectors.joining(", "));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of("Already before any cut some penalties cost more than one point on held-out images ("
                        + rows + "): a milder coefficient of theirs may end higher.");
    }

    private Optional<String> otherTrainings() {
        Set<ComparisonRow> others = OtherBase.among(comparison.rows());
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Not cut from the networks that other rows of the same training were cut from, but from ones trained alike"
                                + " that came out otherwise, as on another machine: "
                                + others.stream()
                                        .map(row -> "“" + row.title() + "”")
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + ". Differences to and from them contain that too.");
    }

    /** Runs of another day may have been made by other code or on a machine that rounds otherwise; pairs of them contain that too. */
    private Optional<String> sittings() {
        Set<Surroundings> places = new LinkedHashSet<>();
        int pairs = 0;
        int apart = 0;
        for (ComparisonRow row : comparison.rows()) {
            Map<Long, RunRecord> others = new HashMap<>();
            comparison
                    .reference(row)
                    .ifPresent(ref ->
                            ref.records().forEach(r -> others.put(r.spec().seed(), r)));
            for (RunRecord r : row.records()) {
                places.addAll(r.places());
                RunRecord other = others.get(r.spec().seed());
                if (other != null) {
                    pairs++;
                    apart += Sitting.same(r, other) ? 0 : 1;
                }
            }
        }
        List<String> several = Sitting.differences(places);
        if (several.isEmpty()) {
            return Optional.empty();
        }
        String mixed = pairs == 0
                ? ""
                : "; in " + apart + " of the " + pairs + " paired differences the two runs differ in that";
        return Optional.of("The runs were made " + String.join(" and ", several) + mixed + ".");
    }
}
