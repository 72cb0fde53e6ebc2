package org.featureflow.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.featureflow.experiment.PruningChoice;
import org.featureflow.prune.Target;
import org.featureflow.train.Recipe;

/** Finds what breaks which grade. Every row is held against what most rows have. */
final class FairnessChecks {
    /** Cuts that differ by less, relative, count as one size: a uniform cut meets its target only as closely as whole channels allow. */
    private static final double SAME_SIZE = 0.05;

    private static final double SAME_BUDGET = 0.05;

    private final List<ComparisonRow> methods;
    private final List<ComparisonRow> scratch;

    private FairnessChecks(List<ComparisonRow> rows) {
        methods = with(rows, ComparisonRow.Role.METHOD);
        scratch = with(rows, ComparisonRow.Role.SCRATCH);
    }

    private static List<ComparisonRow> with(List<ComparisonRow> rows, ComparisonRow.Role role) {
        return rows.stream().filter(r -> r.role() == role).toList();
    }

    static Fairness of(List<ComparisonRow> rows) {
        FairnessChecks checks = new FairnessChecks(rows);
        Map<FairnessGrade, List<String>> broken = new EnumMap<>(FairnessGrade.class);
        broken.put(FairnessGrade.S1, checks.sameTask());
        broken.put(FairnessGrade.S2, checks.sameBase());
        broken.put(
                FairnessGrade.S3_1,
                checks.odd(
                        checks.methods,
                        "has epochs of retraining:",
                        r -> epochs(r.spec().retraining())));
        broken.put(FairnessGrade.S3_2, checks.sameRetraining());
        broken.put(
                FairnessGrade.S4_1,
                checks.odd(
                        checks.methods,
                        "has epochs before the cut:",
                        r -> epochs(r.spec().recipe())));
        broken.put(
                FairnessGrade.S4_2,
                checks.odd(
                        checks.methods,
                        "is trained by another recipe",
                        r -> recipe(r.spec().recipe()),
                        false));
        broken.put(FairnessGrade.SX_A, checks.totals());
        broken.put(FairnessGrade.SX_B, checks.budgets());
        return new Fairness(broken);
    }

    private List<String> sameTask() {
        List<String> why = new ArrayList<>();
        why.addAll(odd(methods, "uses other images", r -> r.spec().data().anywhere(), false));
        why.addAll(odd(
                methods,
                "holds out images:",
                r -> Integer.toString(r.spec().recipe().validation())));
        why.addAll(odd(methods, "is another network", ComparisonRow::layers, false));
        why.addAll(odd(methods, "is of profile", r -> r.spec().profile()));
        byPoint().values().stream().map(this::sizes).forEach(why::addAll);
        return why;
    }

    private List<String> sameBase() {
        List<String> why = new ArrayList<>(odd(methods, "has seeds", r -> text(r.seeds())));
        OtherBase.among(methods).stream()
                .map(r -> "“" + r.title() + "” is cut from another network than rows of the same training and seed")
                .forEach(why::add);
        why.addAll(odd(methods, "begins with other weights", r -> String.valueOf(r.weights()), false));
        return why;
    }

    private List<String> sameRetraining() {
        List<String> why = new ArrayList<>(odd(
                methods, "is retrained by another recipe", r -> recipe(r.spec().retraining()), false));
        why.addAll(odd(
                methods,
                "is retrained with another penalty or teacher",
                r -> Optional.ofNullable(r.spec().anywhere().retrainingPenalty()),
                false));
        return why;
    }

    private Map<String, List<ComparisonRow>> byPoint() {
        return methods.stream()
                .collect(Collectors.groupingBy(ComparisonRow::point, LinkedHashMap::new, Collectors.toList()));
    }

    /** Rows at one point whose size is unlike the median's. */
    private List<String> sizes(List<ComparisonRow> rows) {
        PruningChoice pruning = rows.get(0).spec().pruning();
        if (pruning == null) {
            return List.of();
        }
        Measure size = pruning.target().kind() == Target.Kind.PARAMETERS ? Measure.PARAMETERS_KEPT : Measure.MACS_KEPT;
        List<Double> sizes =
                rows.stream().map(r -> r.sample(size).mean()).sorted().toList();
        double median = sizes.get(sizes.size() / 2);
        return rows.stream()
                .filter(r -> Math.abs(r.sample(size).mean() - median) > SAME_SIZE * median)
                .map(r -> String.format(
                        Locale.ROOT,
                        "“%s” keeps %.1f %% of the %s, others %.1f %%",
                        r.title(),
                        r.sample(size).mean(),
                        size == Measure.MACS_KEPT ? "MACs" : "parameters",
                        median))
                .toList();
    }

    private List<String> totals() {
        List<String> why = new ArrayList<>(odd(methods, "has epochs in all:", r -> Integer.toString(r.totalEpochs())));
        scratch.stream()
                .filter(s -> methods.stream().noneMatch(m -> SanityRow.isScratchBeside(s, m)))
                .map(s -> "“" + s.title() + "” has neither size and epochs nor size and training MACs of a method")
                .forEach(why::add);
        return why;
    }

    /** At each size of the cut, rows are held against the middle of their spending. */
    private List<String> budgets() {
        return byPoint().values().stream()
                .flatMap(rows -> {
                    double median = rows.stream()
                            .map(ComparisonRow::trainingMacs)
                            .sorted()
                            .toList()
                            .get(rows.size() / 2);
                    return rows.stream()
                            .filter(r -> !(Math.abs(r.trainingMacs() - median) <= SAME_BUDGET * median))
                            .map(r -> String.format(
                                    Locale.ROOT,
                                    "“%s” takes %.3g training MACs, the middle one %.3g",
                                    r.title(),
                                    r.trainingMacs(),
                                    median));
                })
                .toList();
    }

    private List<String> odd(List<ComparisonRow> rows, String says, Function<ComparisonRow, ?> value) {
        return odd(rows, says, value, true);
    }

    private List<String> odd(List<ComparisonRow> rows, String says, Function<ComparisonRow, ?> value, boolean shown) {
        Object usual = Methods.mostCommon(rows.stream().<Object>map(value)).orElse("");
        return rows.stream()
                .filter(r -> !value.apply(r).equals(usual))
                .map(r -> "“" + r.title() + "” " + says + (shown ? " " + value.apply(r) + ", not " + usual : ""))
                .toList();
    }

    private static String epochs(Recipe recipe) {
        return recipe == null ? "none" : Integer.toString(recipe.epochs());
    }

    private static String recipe(Recipe recipe) {
        return recipe == null ? "none" : Methods.plain(recipe).toJson();
    }

    private static String text(List<Long> seeds) {
        return seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
