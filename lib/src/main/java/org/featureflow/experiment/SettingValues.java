package org.featureflow.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;

/**
 * Settings of a run as values; one that cannot be read is refused with its word and what it must be.
 *
 * @param texts word → value as text
 */
record SettingValues(Map<String, String> texts) {
    boolean has(String key) {
        return texts.containsKey(key);
    }

    /** What a run cannot do without. */
    String required(String key) {
        String value = texts.get(key);
        if (value == null || value.isBlank()) {
            throw new FeatureFlowException("A run needs “" + key + "”: " + RunWords.KEYS.get(key) + ".");
        }
        return value;
    }

    String text(String key, String otherwise) {
        return texts.getOrDefault(key, otherwise);
    }

    /** Names with spaces between them. */
    List<String> words(String key) {
        return Arrays.stream(text(key, "").split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** True or false, which it is if nothing is said. */
    boolean yes(String key) {
        String text = text(key, "false").strip();
        if (!text.equals("true") && !text.equals("false")) {
            throw new FeatureFlowException("The setting “" + key + "” is “" + text + "”, but must be true or false.");
        }
        return text.equals("true");
    }

    int whole(String key, int otherwise) {
        return number(key, otherwise, Integer::valueOf, "a whole number");
    }

    double number(String key, double otherwise) {
        return number(key, otherwise, Double::valueOf, "a number");
    }

    private <N extends Number> N number(String key, N otherwise, Function<String, N> read, String what) {
        try {
            return has(key) ? read.apply(texts.get(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(
                    "The setting “" + key + "” is “" + texts.get(key) + "”, but must be " + what + ".", e);
        }
    }

    /** Shares by name, such as {@code layer1.=0.9 conv1=1}; null for none. */
    Map<String, Double> shares(String key) {
        Map<String, Double> shares = new TreeMap<>();
        for (String part : text(key, "").strip().split("\\s+")) {
            int equals = part.lastIndexOf('=');
            try {
                if (!part.isEmpty()
                        && shares.put(part.substring(0, equals), Double.valueOf(part.substring(equals + 1))) != null) {
                    throw new FeatureFlowException(
                            "The setting “" + key + "” names " + part.substring(0, equals) + " twice; name it once.");
                }
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                throw new FeatureFlowException(
                        "The setting “" + key + "” is “" + text(key, "")
                                + "”, but must be names with shares, such as layer1.=0.9 conv1=1.",
                        e);
            }
        }
        return shares.isEmpty() ? null : shares;
    }

    /** The seed, which may be longer than other whole numbers; 0 if none is given. */
    long seed() {
        try {
            return Long.parseLong(text("seed", "0"));
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The seed is “" + texts.get("seed") + "”, but must be a whole number.", e);
        }
    }

    /** A constant by its name, in any case and with hyphens for underscores. */
    <E extends Enum<E>> E constant(String key, Class<E> type, E otherwise) {
        String text = texts.get(key);
        if (text == null) {
            return otherwise;
        }
        String wanted = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("There is no “" + text + "” for " + key + "; known are "
                        + String.join(", ", names(type)) + "."));
    }

    private static <E extends Enum<E>> List<String> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }
}
