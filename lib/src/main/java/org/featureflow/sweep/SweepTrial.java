package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunSettings;
import org.featureflow.experiment.RunSpec;

/**
 * One run of a sweep.
 *
 * @param variant what sets it apart from others of the same seed, in the sweep's words; empty if nothing does
 * @param settings all of its settings, in the words of {@link RunSettings}
 * @param spec the run
 */
public record SweepTrial(String variant, Map<String, String> settings, RunSpec spec) {
    /** Values that refer to each other twice grow like the powers of two. */
    private static final int LONGEST = 10_000;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

    /** Copies the settings. */
    public SweepTrial {
        // Map.copyOf would lose their order.
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The run that a choice of variants makes of a sweep. */
    static SweepTrial of(Sweep sweep, List<Variant> choice, Long seed) {
        List<Setting> all = new ArrayList<>(sweep.base());
        choice.forEach(v -> all.addAll(v.settings()));
        if (seed != null) {
            all.add(Setting.of("seed", seed));
        }
        Map<String, Setting> values = new LinkedHashMap<>();
        sweep.values().forEach(v -> values.put(v.key(), v));
        Map<String, Setting> last = new LinkedHashMap<>();
        for (Setting s : all) {
            last.remove(s.key());
            if (values.containsKey(s.key())) {
                values.put(s.key(), s);
            } else if (s.value() != null) {
                requireKnown(s);
                last.put(s.key(), s);
            }
        }
        last.replaceAll((key, s) -> new Setting(key, filled(s, values), s.place()));
        String variant = IntStream.range(0, choice.size())
                .filter(i -> sweep.axes().get(i).variants().size() > 1)
                .mapToObj(i -> choice.get(i).name())
                .collect(Collectors.joining(", "));
        try {
            return new SweepTrial(variant, values(last), new RunSettings(values(last)).spec());
        } catch (FeatureFlowException e) {
            throw located(e, last, variant.isEmpty() ? sweep.name() : sweep.name() + " (" + variant + ")");
        }
    }

    /** A setting's value with what its references mean; a value may refer to another. */
    private static String filled(Setting s, Map<String, Setting> values) {
        String text = s.value();
        for (int depth = 0; REFERENCE.matcher(text).find(); depth++) {
            if (depth > values.size()) {
                throw new FeatureFlowException(
                        prefix(s, "the sweep") + "“" + s.value() + "” refers to values that refer to each other.");
            }
            text = REFERENCE.matcher(text).replaceAll(reference -> {
                Setting value = values.get(reference.group(1));
                if (value == null || value.value() == null) {
                    throw new FeatureFlowException(prefix(s, "the sweep") + "“" + s.value() + "” refers to “"
                            + reference.group(1) + "”, which is none of the values "
                            + String.join(", ", values.keySet()) + ".");
                }
                return Matcher.quoteReplacement(value.value());
            });
            if (text.length() > LONGEST) {
                throw new FeatureFlowException(prefix(s, "the sweep") + "“" + s.value() + "” means a text of more than "
                        + LONGEST + " characters.");
            }
        }
        return text;
    }

    private static Map<String, String> values(Map<String, Setting> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, s) -> values.put(key, s.value()));
        return values;
    }

    private static void requireKnown(Setting s) {
        try {
            new RunSettings(Map.of(s.key(), s.value()));
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(prefix(s, "the sweep") + e.getMessage(), e);
        }
    }

    /** The setting to blame is one without which there is no complaint, else one without which there is another. */
    private static FeatureFlowException located(FeatureFlowException e, Map<String, Setting> settings, String sweep) {
        List<Setting> latestFirst = new ArrayList<>(settings.values());
        Collections.reverse(latestFirst);
        Setting another = null;
        for (Setting s : latestFirst) {
            Map<String, String> others = values(settings);
            others.remove(s.key());
            String complaint = complaint(others);
            if (complaint == null) {
                return new FeatureFlowException(prefix(s, sweep) + e.getMessage(), e);
            }
            another = another == null && !complaint.equals(e.getMessage()) ? s : another;
        }
        String place = another == null ? sweep + ": " : prefix(another, sweep);
        return new FeatureFlowException(place + e.getMessage(), e);
    }

    private static String complaint(Map<String, String> settings) {
        try {
            new RunSettings(settings).spec();
            return null;
        } catch (FeatureFlowException e) {
            return e.getMessage();
        }
    }

    private static String prefix(Setting s, String otherwise) {
        return (s.place() == null ? otherwise : s.place()) + ": ";
    }
}
