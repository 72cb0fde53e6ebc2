package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;

/**
 * What a sweep varies, value by value. Several axes are combined each with each.
 *
 * @param variants the values, at least one
 */
public record Axis(List<Variant> variants) {
    /**
     * Checks.
     *
     * @throws FeatureFlowException if there is no value
     */
    public Axis {
        if (variants.isEmpty()) {
            throw new FeatureFlowException("An axis of a sweep needs at least one value.");
        }
        variants = List.copyOf(variants);
    }

    /**
     * One key that takes several values.
     *
     * @param settings the same key with its values
     * @return the axis, its variants named {@code key=value}
     */
    static Axis grid(List<Setting> settings) {
        return new Axis(settings.stream()
                .map(s -> new Variant(s.toString(), List.of(s)))
                .toList());
    }

    /**
     * Keys that change together: the first values of all of them, then the second values.
     *
     * @param columns key → its values, all equally many
     * @param unnamed keys that say nothing in a variant's name
     * @return the axis
     * @throws FeatureFlowException if the keys have different numbers of values
     */
    static Axis paired(Map<String, List<Setting>> columns, Set<String> unnamed) {
        List<Variant> rows = new ArrayList<>();
        int length = columns.values().stream().mapToInt(List::size).findFirst().orElse(0);
        for (Map.Entry<String, List<Setting>> column : columns.entrySet()) {
            if (column.getValue().size() != length) {
                throw new FeatureFlowException("Paired settings need equally many values, but “" + column.getKey()
                        + "” has " + column.getValue().size() + " where the first has " + length + ".");
            }
        }
        for (int i = 0; i < length; i++) {
            int row = i;
            List<Setting> settings =
                    columns.values().stream().map(c -> c.get(row)).toList();
            String name = settings.stream()
                    .filter(s -> !unnamed.contains(s.key()))
                    .map(Setting::toString)
                    .collect(Collectors.joining(", "));
            rows.add(new Variant(name, settings));
        }
        return new Axis(rows);
    }

    /** The keys that any of the variants sets. */
    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        variants.forEach(v -> v.settings().forEach(s -> keys.add(s.key())));
        return keys;
    }
}
