package org.featureflow.compare;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.featureflow.compare.ComparisonRow.Role;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.prune.Target;

/** Finished runs as rows: those that differ in their seed only are one. */
final class ComparisonRows {
    /** Not cut first, then by how much is kept of what, most first. */
    private static final Comparator<Optional<Target>> LARGEST_FIRST = Comparator.<Optional<Target>, String>comparing(
                    target -> target.map(t -> t.kind().name()).orElse(""))
            .thenComparing(target -> target.map(Target::value).orElse(0.0), Comparator.reverseOrder());

    private ComparisonRows() {}

    /** By size of the cut, the largest network first; within, as {@link #order} says. */
    static List<ComparisonRow> of(List<RunRecord> finished, Methods methods) {
        Set<String> cut = finished.stream()
                .map(RunRecord::spec)
                .filter(s -> s.pruning() != null)
                .map(s -> s.network().name())
                .collect(Collectors.toSet());
        Map<Optional<Target>, List<RunRecord>> sizes = new TreeMap<>(LARGEST_FIRST);
        finished.stream()
                .collect(Collectors.groupingBy(r -> Methods.target(r.spec())))
                .forEach(sizes::put);
        return sizes.values().stream()
                .flatMap(runs -> rows(runs, methods, RunRecord::spec, spec -> role(spec, cut)).stream())
                .toList();
    }

    /** Runs that share a training and differ in what came after it give that training once. */
    static List<ComparisonRow> trainings(List<RunRecord> finished) {
        Methods methods =
                new Methods(finished.stream().map(r -> r.spec().base()).toList());
        return rows(finished, methods, r -> r.spec().base(), spec -> Role.METHOD);
    }

    private static List<ComparisonRow> rows(
            Collection<RunRecord> runs,
            Methods methods,
            Function<RunRecord, RunSpec> part,
            Function<RunSpec, Role> role) {
        Map<String, Map<Long, RunRecord>> byMethod = new LinkedHashMap<>();
        for (RunRecord r : runs) {
            // A seed that was run twice, with the same images in two places, counts once.
            byMethod.computeIfAbsent(methods.name(part.apply(r)), m -> new TreeMap<>())
                    .putIfAbsent(r.spec().seed(), r);
        }
        return byMethod.entrySet().stream()
                .map(e -> {
                    List<RunRecord> records = List.copyOf(e.getValue().values());
                    RunSpec spec = part.apply(records.get(0));
                    return new ComparisonRow(e.getKey(), Methods.point(spec), role.apply(spec), records);
                })
                .sorted(Comparator.comparing(
                        row -> order(row.method(), part.apply(row.records().get(0)))))
                .toList();
    }

    private static Role role(RunSpec spec, Set<String> cutNetworks) {
        if (cutNetworks.isEmpty() || spec.pruning() != null) {
            return Role.METHOD;
        }
        return cutNetworks.contains(spec.network().name()) ? Role.DENSE : Role.SCRATCH;
    }

    /** Rows without a penalty first, feature flow next, the rest by name. */
    private static String order(String method, RunSpec spec) {
        int kind = spec.penalty().isNone() ? 0 : spec.penalty().hasFlow() ? 1 : 2;
        boolean plain = spec.pruning() == null || spec.pruning().importance().equals("l1");
        return kind + (plain ? "0" : "1") + method;
    }
}
