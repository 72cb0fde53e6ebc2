package org.featureflow.compare;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;

/**
 * What was spent on choosing coefficients. A rival that was tuned less loses for that alone.
 *
 * @param settings kind of penalty → coefficients tried
 * @param epochs kind of penalty → epochs of all its tuning runs, those of a training that several cuts share once
 * @param trainings what was trained for it, profiles aside
 */
public record TuningBudget(Map<String, Set<String>> settings, Map<String, Integer> epochs, Set<RunSpec> trainings) {
    /** Copies the maps and the sets in them. */
    public TuningBudget {
        trainings = Set.copyOf(trainings);
        Map<String, Set<String>> copies = new TreeMap<>();
        settings.forEach((kind, tried) -> copies.put(kind, Collections.unmodifiableSet(new LinkedHashSet<>(tried))));
        settings = Collections.unmodifiableMap(copies);
        epochs = Collections.unmodifiableMap(new TreeMap<>(epochs));
    }

    /**
     * Counts.
     *
     * @param tuning runs made to choose coefficients; may be none
     * @return the budget by kind of penalty; runs without a penalty have nothing to choose
     */
    public static TuningBudget of(Collection<RunRecord> tuning) {
        Map<String, Set<String>> settings = new TreeMap<>();
        Map<String, Integer> epochs = new TreeMap<>();
        // A run that was made again elsewhere cost nothing more to choose by.
        Set<RunSpec> counted = new HashSet<>();
        Set<RunSpec> trained = new HashSet<>();
        for (RunRecord r : tuning) {
            if (counted.add(r.spec().anywhere()) && !r.spec().penalty().isNone()) {
                String family = PenaltyText.family(r.spec().penalty());
                settings.computeIfAbsent(family, f -> new TreeSet<>())
                        .add(PenaltyText.of(r.spec().penalty()));
                // Cuts of one network share its training.
                boolean first = trained.add(r.spec().base().anywhere());
                int training = first ? r.spec().recipe().epochs() : 0;
                epochs.merge(
                        family, training + r.spec().epochs() - r.spec().recipe().epochs(), Integer::sum);
            }
        }
        return new TuningBudget(
                settings, epochs, tuning.stream().map(r -> training(r.spec())).collect(Collectors.toSet()));
    }

    /** The training of a run, whatever was done to its network afterwards, on how many images it was tested and whatever profile it is of. */
    static RunSpec training(RunSpec spec) {
        return spec.base().anywhere().withoutTestLimit().withProfile("training");
    }

    /**
     * Whether all kinds of penalty of a comparison had the same number of coefficients and of epochs.
     *
     * @param families the kinds of penalty
     * @return true also for no kinds
     */
    public boolean equalFor(Set<String> families) {
        return families.stream()
                                .map(f -> settings.getOrDefault(f, Set.of()).size())
                                .distinct()
                                .count()
                        <= 1
                && families.stream()
                                .map(f -> epochs.getOrDefault(f, 0))
                                .distinct()
                                .count()
                        <= 1;
    }

    /**
     * The budgets of some kinds of penalty in words.
     *
     * @param families the kinds of penalty
     * @param networks names of the networks that the coefficients are used for
     * @return sentences, one of them saying so where the coefficients were chosen on another network
     */
    public String text(Set<String> families, Set<String> networks) {
        if (families.isEmpty()) {
            return "Tuning: nothing to tune.";
        }
        if (families.stream().noneMatch(settings::containsKey)) {
            return "Tuning: no tuning runs are recorded.";
        }
        Set<String> on = trainings.stream().map(s -> s.network().name()).collect(Collectors.toCollection(TreeSet::new));
        String elsewhere =
                on.stream().anyMatch(networks::contains) ? "" : " It was done on " + String.join(" and ", on) + ".";
        String each = families.stream().sorted().map(this::text).collect(Collectors.joining("; "));
        return "Tuning, " + (equalFor(families) ? "equal" : "not equal") + ": " + each + "." + flow(families)
                + elsewhere;
    }

    /** Kinds of feature flow regularisation are tuned each for itself, and the better one is held against a rival that has one kind. */
    private String flow(Set<String> families) {
        List<String> kinds =
                families.stream().filter(f -> f.startsWith(PenaltyText.FLOW)).toList();
        if (kinds.size() < 2 || kinds.size() == families.size()) {
            return "";
        }
        int tried = kinds.stream()
                .mapToInt(k -> settings.getOrDefault(k, Set.of()).size())
                .sum();
        return " Beside rivals the better validated of the " + kinds.size() + " kinds of FFR stands, so FFR has "
                + tried + " coefficients in all.";
    }

    private String text(String family) {
        int tried = settings.getOrDefault(family, Set.of()).size();
        return family + ": " + tried + (tried == 1 ? " coefficient in " : " coefficients in ")
                + epochs.getOrDefault(family, 0) + " epochs";
    }
}
