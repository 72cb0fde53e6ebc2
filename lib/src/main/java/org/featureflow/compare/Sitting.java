package org.featureflow.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.Surroundings;

/** What of the place where runs were made can make their figures differ: the toolkit's code, libtorch, processor, device and threads. */
final class Sitting {
    private record Aspect(String before, String after, Function<Surroundings, List<String>> of) {}

    private static final List<Aspect> ASPECTS = List.of(
            new Aspect("at ", " states of the toolkit's code", Sitting::code),
            new Aspect("with ", " versions of libtorch", s -> version(s, "libtorch")),
            new Aspect("on ", " kinds of processors", s -> version(s, "processor")),
            new Aspect("on ", " devices", s -> List.of(s.device())),
            new Aspect("with ", " numbers of threads", s -> List.of(Integer.toString(s.threads()))));

    private Sitting() {}

    /** What places differ in, such as {@code on 2 kinds of processors}; what a record does not say differs from nothing. */
    static List<String> differences(Collection<Surroundings> places) {
        List<String> differences = new ArrayList<>();
        for (Aspect aspect : ASPECTS) {
            Set<String> values = places.stream()
                    .flatMap(place -> aspect.of().apply(place).stream())
                    .collect(Collectors.toSet());
            if (values.size() > 1) {
                differences.add(aspect.before() + values.size() + aspect.after());
            }
        }
        return differences;
    }

    /** Whether two runs were trained alike in all of that, and cut so too. */
    static boolean same(RunRecord one, RunRecord other) {
        return same(one.trainedAt(), other.trainedAt()) && same(one.surroundings(), other.surroundings());
    }

    private static boolean same(Surroundings one, Surroundings other) {
        if (one == null || other == null) {
            return one == other;
        }
        return ASPECTS.stream().allMatch(aspect -> {
            List<String> here = aspect.of().apply(one);
            List<String> there = aspect.of().apply(other);
            return here.isEmpty() || there.isEmpty() || here.equals(there);
        });
    }

    /** The sources where the record names them, for a commit says nothing of edits; of a run that was continued elsewhere both. */
    private static List<String> code(Surroundings place) {
        String sources = place.versions().getOrDefault("code", "");
        return known((sources.isEmpty() ? place.commit() : sources).split(", "));
    }

    private static List<String> version(Surroundings place, String name) {
        return known(place.versions().getOrDefault(name, ""));
    }

    private static List<String> known(String... values) {
        return Stream.of(values).filter(value -> !value.isEmpty()).toList();
    }
}
