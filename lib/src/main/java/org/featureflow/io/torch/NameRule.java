package org.featureflow.io.torch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a part of a name is written elsewhere.
 *
 * @param pattern the part as some program writes it
 * @param replacement the part as torchvision writes it
 */
record NameRule(Pattern pattern, String replacement) {
    static NameRule of(String pattern, String replacement) {
        return new NameRule(Pattern.compile(pattern), replacement);
    }

    /** The name after all rules, each applied once at most, in order. */
    static String apply(List<NameRule> rules, String name) {
        String changed = name;
        for (NameRule rule : rules) {
            changed = rule.pattern().matcher(changed).replaceFirst(rule.replacement());
        }
        return changed;
    }
}
