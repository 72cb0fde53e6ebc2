package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunSettings;
import org.featureflow.experiment.RunSpec;

/**
 * Many runs as one specification: settings that all share, axes along which they differ, and seeds; each call of a setting gives a changed
 * copy. From a file, or in a notebook:
 *
 * <pre>{@code
 * Sweep sweep = Sweep.of("ablation", Map.of("model", "resnet20", "data", "cifar10", "epochs", 3))
 *         .grid("gradient", 0, 1e-6, 1e-5)
 *         .grid("curvature", 0, 1e-6)
 *         .seeds(1, 2, 3);
 * }</pre>
 *
 * @param name what to call it: letters, digits, hyphens, dots and underscores
 * @param about one sentence; empty if there is none
 * @param tuning how the coefficients in it were chosen, for reports; empty if nothing is said
 * @param values names that settings refer to as <code>${name}</code>; base, axes and overrides may set them too
 * @param base settings of every run
 * @param axes what varies; combined each with each, the last fastest
 * @param seeds every combination is run once with each of them; empty for the seed in {@code base}
 */
public record Sweep(
        String name,
        String about,
        String tuning,
        List<Setting> values,
        List<Setting> base,
        List<Axis> axes,
        List<Long> seeds) {
    private static final String SEED = "seed";
    private static final int MOST_CHOICES = 100_000;

    /**
     * Checks that no two parts set the same key.
     *
     * @throws FeatureFlowException if two axes do, or seeds are given twice
     */
    public Sweep {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new FeatureFlowException("A sweep cannot be called “" + name
                    + "”; use letters, digits, hyphens, dots and underscores, beginning with a letter or digit.");
        }
        values = List.copyOf(values);
        base = List.copyOf(base);
        axes = List.copyOf(axes);
        seeds = seeds.stream().distinct().toList();
        requireApart(name, axes, seeds);
    }

    private static void requireApart(String name, List<Axis> axes, List<Long> seeds) {
        Set<String> before = new HashSet<>(seeds.isEmpty() ? Set.of() : Set.of(SEED));
        for (Axis axis : axes) {
            for (String key : axis.keys()) {
                if (before.contains(key)) {
                    throw new FeatureFlowException("Two axes of the sweep “" + name + "” set “" + key
                            + "” (seeds are an axis too); let one of them do it, or make them one axis of variants.");
                }
            }
            before.addAll(axis.keys());
        }
    }

    /**
     * A sweep of one run, to be varied.
     *
     * @param name what to call it
     * @param base settings of every run, as {@link RunSettings} knows them
     * @return the sweep
     */
    public static Sweep of(String name, Map<String, ?> base) {
        return new Sweep(name, "", "", List.of(), settings(base), List.of(), List.of());
    }

    /**
     * With one more axis: a key that takes several values.
     *
     * @param key a key of {@link RunSettings}
     * @param values its values
     * @return the longer sweep
     */
    public Sweep grid(String key, Object... values) {
        return with(Axis.grid(Arrays.stream(values).map(v -> Setting.of(key, v)).toList()));
    }

    /**
     * With one more axis: keys that change together.
     *
     * @param columns key → its values, all equally many
     * @return the longer sweep
     */
    public Sweep paired(Map<String, ? extends List<?>> columns) {
        Map<String, List<Setting>> rows = new LinkedHashMap<>();
        columns.forEach((key, values) ->
                rows.put(key, values.stream().map(v -> Setting.of(key, v)).toList()));
        return with(Axis.paired(rows, Set.of()));
    }

    /**
     * With one more axis: named sets of settings.
     *
     * @param variants name → its settings; a map with a fixed order keeps it
     * @return the longer sweep
     */
    public Sweep variants(Map<String, ? extends Map<String, ?>> variants) {
        return with(new Axis(variants.entrySet().stream()
                .map(e -> new Variant(e.getKey(), settings(e.getValue())))
                .toList()));
    }

    private Sweep with(Axis axis) {
        List<Axis> longer = new ArrayList<>(axes);
        longer.add(axis);
        return new Sweep(name, about, tuning, values, base, longer, seeds);
    }

    /**
     * With other seeds.
     *
     * @param seed one run each
     * @return the changed sweep
     */
    public Sweep seeds(long... seed) {
        return new Sweep(
                name,
                about,
                tuning,
                values,
                base,
                axes,
                Arrays.stream(seed).boxed().toList());
    }

    /**
     * With a note on how coefficients were chosen.
     *
     * @param note for reports
     * @return the changed sweep
     */
    public Sweep tuning(String note) {
        return new Sweep(name, about, note, values, base, axes, seeds);
    }

    /**
     * With further settings or values for all runs; they win over what was there, but not over axes.
     *
     * @param more settings
     * @return the changed sweep
     */
    public Sweep set(List<Setting> more) {
        List<Setting> all = new ArrayList<>(base);
        all.addAll(more);
        return new Sweep(name, about, tuning, values, all, axes, seeds);
    }

    /**
     * The runs: all combinations with the first seed, then all with the next, so that an early look compares all of them. A combination that
     * means the same run as an earlier one is left out.
     *
     * @return at least one
     * @throws FeatureFlowException if a key is unknown or a value is wrong, with the place where it is written
     */
    public List<SweepTrial> trials() {
        Map<RunSpec, SweepTrial> trials = new LinkedHashMap<>();
        for (Long seed : seeds.isEmpty() ? new Long[] {null} : seeds.toArray(Long[]::new)) {
            for (List<Variant> choice : choices()) {
                SweepTrial trial = SweepTrial.of(this, choice, seed);
                trials.putIfAbsent(trial.spec(), trial);
            }
        }
        return List.copyOf(trials.values());
    }

    /** Every choice of one variant from each axis, the last axis fastest. */
    private List<List<Variant>> choices() {
        double count = axes.stream().mapToDouble(axis -> axis.variants().size()).reduce(1, (a, b) -> a * b);
        if (count > MOST_CHOICES) {
            throw new FeatureFlowException(String.format(
                    Locale.ROOT,
                    "The axes of the sweep make %.0f combinations, more than %d; divide it into several.",
                    count,
                    MOST_CHOICES));
        }
        List<List<Variant>> choices = List.of(List.of());
        for (Axis axis : axes) {
            List<List<Variant>> longer = new ArrayList<>();
            for (List<Variant> choice : choices) {
                for (Variant v : axis.variants()) {
                    List<Variant> more = new ArrayList<>(choice);
                    more.add(v);
                    longer.add(more);
                }
            }
            choices = longer;
        }
        return choices;
    }

    static List<Setting> settings(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(e -> Setting.of(e.getKey(), e.getValue()))
                .toList();
    }
}
