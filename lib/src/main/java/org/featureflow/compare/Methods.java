package org.featureflow.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.OwnSource;
import org.featureflow.experiment.CutDetails;
import org.featureflow.experiment.FineTuning;
import org.featureflow.experiment.PruningChoice;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.StartingWeights;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Target;
import org.featureflow.train.Recipe;

/**
 * Names methods by what tells them apart. A method is a specification without its seed and without how much is cut. Of every choice but the
 * penalty, the value that most methods share is left out of the names; {@link #common} says it once for all.
 */
final class Methods {
    private static final String PENALTY = "penalty";
    private static final String CRITERION = "importance";

    /** Begins choices that are only told where methods differ in them. */
    private static final String DETAIL = "detail ";

    /** What a cut may have and has no words for not having: told of every method that has it, unless all cuts do. */
    private static final Set<String> EXTRAS = Set.of("channels", "multiple", "recalibrated", "taught");

    /** Of a checksum. */
    private static final int DIGITS = 8;

    static final String NOTHING_CUT = "not cut";

    private final Map<RunSpec, String> names = new LinkedHashMap<>();
    private final List<String> common = new ArrayList<>();

    Methods(Collection<RunSpec> specs) {
        Map<RunSpec, Map<String, String>> all = new LinkedHashMap<>();
        // What is cut comes first: of values equally frequent, the first is the usual one.
        specs.stream().filter(s -> s.pruning() != null).forEach(s -> all.computeIfAbsent(of(s), method -> choices(s)));
        specs.forEach(s -> all.computeIfAbsent(of(s), method -> choices(s)));
        Map<String, String> usual = new LinkedHashMap<>();
        for (String choice : keys(all.values())) {
            usual.put(choice, usual(all.values(), choice));
        }
        boolean penaltiesDiffer = differ(all.values(), PENALTY);
        // Where no row has a penalty, to have none tells nothing.
        String plain = !penaltiesDiffer && differ(all.values(), CRITERION) ? CRITERION : PENALTY;
        usual.forEach((choice, value) -> {
            if (!value.isEmpty() && !choice.startsWith(DETAIL) && !(choice.equals(PENALTY) && penaltiesDiffer)) {
                common.add(value);
            }
        });
        boolean criteriaDiffer = differ(all.values(), CRITERION);
        all.forEach((method, choices) -> {
            Set<String> always = new HashSet<>();
            if (penaltiesDiffer) {
                always.add(PENALTY);
            }
            if (criteriaDiffer && PenaltyText.hasCriterion(method.penalty())) {
                always.add(CRITERION);
            }
            names.put(method, unused(name(choices, usual, always, plain)));
        });
    }

    /** The method of a specification: equal for two runs that differ in seed and size of the cut only. */
    static RunSpec of(RunSpec s) {
        PruningChoice p = s.pruning();
        RunSpec a = s.anywhere();
        PruningChoice anySize = p == null ? null : a.pruning().withTarget(Target.channels(1));
        return new RunSpec(
                a.network(),
                a.weights(),
                a.data(),
                plain(a.recipe()),
                a.penalty(),
                anySize,
                plain(a.retraining()),
                a.retrainingPenalty(),
                0,
                a.profile());
    }

    /** A recipe without what names or repeats it. */
    static Recipe plain(Recipe recipe) {
        return recipe == null ? null : recipe.withSeed(0).withName("");
    }

    /** The size of a cut; empty for none. */
    static Optional<Target> target(RunSpec spec) {
        return Optional.ofNullable(spec.pruning()).map(PruningChoice::target);
    }

    /** The size of a cut, as text. */
    static String point(RunSpec spec) {
        return target(spec).map(Target::toString).orElse(NOTHING_CUT);
    }

    String name(RunSpec spec) {
        return names.get(of(spec));
    }

    /** What most methods share, such as {@code cut by l1, global, 30 epochs}. */
    String common() {
        return String.join(", ", common);
    }

    private String unused(String name) {
        String free = name;
        for (int i = 2; names.containsValue(free); i++) {
            free = name + " (variant " + i + ")";
        }
        return free;
    }

    private static boolean differ(Collection<Map<String, String>> all, String choice) {
        return all.stream()
                        .map(c -> c.get(choice))
                        .filter(v -> !v.isEmpty())
                        .distinct()
                        .count()
                > 1;
    }

    /** What differs from the usual, and what is always told; the choice {@code plain} where that is nothing. */
    private static String name(
            Map<String, String> choices, Map<String, String> usual, Set<String> always, String plain) {
        List<String> parts = new ArrayList<>();
        choices.forEach((choice, value) -> {
            boolean tells = always.contains(choice) || !choice.equals(PENALTY) && !value.equals(usual.get(choice));
            if (tells && !value.isEmpty()) {
                parts.add(value);
            }
        });
        return parts.isEmpty() ? choices.get(choices.get(plain).isEmpty() ? PENALTY : plain) : String.join(", ", parts);
    }

    private static Set<String> keys(Collection<Map<String, String>> all) {
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(c -> keys.addAll(c.keySet()));
        return keys;
    }

    /** Methods that have no such detail, being not cut or not retrained, do not count. */
    private static String usual(Collection<Map<String, String>> all, String choice) {
        if (EXTRAS.contains(choice)) {
            Set<String> ofCuts = all.stream()
                    .filter(c -> !c.get("cut").equals(NOTHING_CUT))
                    .map(c -> c.get(choice))
                    .collect(Collectors.toSet());
            return ofCuts.size() == 1 ? ofCuts.iterator().next() : "";
        }
        return mostCommon(all.stream()
                        .filter(c -> !choice.startsWith(DETAIL) || c.containsKey(choice))
                        .map(c -> c.getOrDefault(choice, "")))
                .orElseThrow();
    }

    /** The first of the most frequent values; empty if there are none. */
    static <T> Optional<T> mostCommon(Stream<T> values) {
        Map<T, Integer> counts = new LinkedHashMap<>();
        values.forEach(v -> counts.merge(v, 1, Integer::sum));
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey);
    }

    private static Map<String, String> choices(RunSpec s) {
        Map<String, String> c = new LinkedHashMap<>();
        c.put("network", s.network().name());
        c.put("weights", s.weights() == null ? "" : "begun with " + called(s.weights()));
        FineTuning tuning = s.weights() == null ? FineTuning.NONE : s.weights().tuningOrNone();
        c.put("head", tuning.newHead() ? "new head" : "");
        c.put("frozen", tuning.freeze().isEmpty() ? "" : String.join(" and ", tuning.freeze()) + " frozen");
        c.put(PENALTY, PenaltyText.of(s.penalty()));
        PruningChoice p = s.pruning();
        c.put(CRITERION, p == null ? "" : cutBy(p.importance()));
        c.put("scope", p == null ? "" : p.scope().equals("uniform") ? "uniform width" : p.scope());
        c.put("channels", p == null || p.channels() == Channels.INNER ? "" : "all channels");
        c.put("multiple", p == null || p.roundTo() <= 1 ? "" : "multiples of " + p.roundTo());
        c.put("recalibrated", p == null || p.details() == null ? "" : recalibrated(p.details()));
        int epochs = s.recipe().epochs();
        c.put("training", epochs == 0 ? "not trained further" : epochs + " epochs");
        c.put("rate", epochs == 0 ? "" : "rate " + PenaltyText.number(s.recipe().learningRate()));
        c.put("retraining", p == null ? "" : retraining(s.retraining()));
        c.put("taught", s.retrainingPenalty() == null ? "" : "retrained with " + PenaltyText.of(s.retrainingPenalty()));
        c.put("cut", p == null ? NOTHING_CUT : "");
        details(s).forEach((choice, words) -> c.put(DETAIL + choice, words));
        return c;
    }

    /** The file and the start of its checksum: a run calls its network as every other run does. */
    private static String called(StartingWeights weights) {
        String checksum = weights.checksum();
        return Path.of(weights.file()).getFileName() + " " + checksum.substring(0, Math.min(DIGITS, checksum.length()));
    }

    private static Map<String, String> details(RunSpec s) {
        Map<String, String> d = new LinkedHashMap<>(RecipeDetails.of(s.recipe()));
        d.put("images", s.data().train() == 0 ? "all images" : s.data().train() + " images");
        PruningChoice p = s.pruning();
        if (p != null) {
            d.put("least", "at least " + p.minChannels() + (p.minChannels() == 1 ? " channel" : " channels"));
            d.putAll(cut(p.details() == null ? CutDetails.NONE : p.details()));
        }
        if (s.retraining() != null) {
            d.put(
                    "retraining rate",
                    "retraining rate " + PenaltyText.number(s.retraining().learningRate()));
            RecipeDetails.of(s.retraining())
                    .forEach((name, words) -> d.put("retraining " + name, "retraining " + words));
        }
        return d;
    }

    private static Map<String, String> cut(CutDetails c) {
        Map<String, String> d = new LinkedHashMap<>();
        d.put(
                "normalization",
                c.normalization() == null ? "usual normalisation" : "normalisation " + c.normalization());
        d.put("reduction", c.reduction() == null ? "usual reduction" : "reduction " + c.reduction());
        d.put("least share", "at least a share of " + PenaltyText.number(c.leastShare()));
        d.put(
                "protected",
                c.protect().isEmpty() ? "nothing protected" : "without " + String.join(" and ", c.protect()));
        d.put("shares", c.ratio() == null ? "no shares of its own" : "with shares " + c.ratio());
        d.put(
                "steps",
                c.steps() == 1
                        ? "cut at once"
                        : "cut in " + c.steps() + " "
                                + c.schedule().name().toLowerCase(Locale.ROOT).replace('_', '-') + " steps");
        return d;
    }

    private static String recalibrated(CutDetails c) {
        return c.recalibrate() == null ? "" : "batch norms measured anew on " + c.recalibrate() + " images";
    }

    private static String cutBy(String importance) {
        return importance.equals("random") ? "random channels" : "cut by " + OwnSource.shortName(importance);
    }

    private static String retraining(Recipe retraining) {
        if (retraining == null) {
            return "no retraining";
        }
        return retraining.epochs() == 1 ? "1 epoch of retraining" : retraining.epochs() + " epochs of retraining";
    }
}
