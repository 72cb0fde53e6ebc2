package org.featureflow.io.torch;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that public programs give to the modules of one network, brought to torchvision's: {@code conv1}, {@code layer1.0.bn2}, {@code
 * layer2.0.downsample.0}, {@code features.3}. Heads are not named here; they are counted.
 */
final class ModuleNames {
    private record Rule(Pattern pattern, String replacement) {
        static Rule of(String pattern, String replacement) {
            return new Rule(Pattern.compile(pattern), replacement);
        }
    }

    /** In the order they are applied; each concerns whole parts of a dotted name. */
    private static final List<Rule> RULES = List.of(
            Rule.of("^feature\\.(?=\\d)", "features."),
            // DataParallel around the features alone, as in PyTorch's ImageNet example.
            Rule.of("^features\\.module\\.", "features."),
            // Stages counted by the paper's table, where the stem is conv1: conv2_x is the first stage.
            Rule.of("^conv1\\.0$", "conv1"),
            Rule.of("^conv1\\.1$", "bn1"),
            Rule.of("^conv2_x\\.", "layer1."),
            Rule.of("^conv3_x\\.", "layer2."),
            Rule.of("^conv4_x\\.", "layer3."),
            Rule.of("^conv5_x\\.", "layer4."),
            Rule.of("\\.residual_function\\.0$", ".conv1"),
            Rule.of("\\.residual_function\\.1$", ".bn1"),
            Rule.of("\\.residual_function\\.3$", ".conv2"),
            Rule.of("\\.residual_function\\.4$", ".bn2"),
            Rule.of("\\.residual_function\\.6$", ".conv3"),
            Rule.of("\\.residual_function\\.7$", ".bn3"),
            Rule.of("^(?:stage|block)_?(\\d)\\.", "layer$1."),
            Rule.of("^conv$", "conv1"),
            Rule.of("^bn$", "bn1"),
            Rule.of("\\.shortcut(?=\\.|$)", ".downsample"),
            Rule.of("\\.downsample\\.conv$", ".downsample.0"),
            Rule.of("\\.downsample\\.bn$", ".downsample.1"));

    private ModuleNames() {}

    static String canonical(String module) {
        String name = module;
        for (Rule rule : RULES) {
            Matcher m = rule.pattern().matcher(name);
            name = m.replaceFirst(rule.replacement());
        }
        return name;
    }

    /** What wrappers put in front of every name, such as {@code model.}; empty if names have no first part in common. */
    static String commonPrefix(Collection<String> names) {
        String prefix = "";
        while (true) {
            int from = prefix.length();
            String first = names.stream().findFirst().orElse("");
            int dot = first.indexOf('.', from);
            // The last part is the array's own name and the one before it the module's; a module keeps its name.
            if (dot < 0 || first.indexOf('.', dot + 1) < 0) {
                return prefix;
            }
            String longer = first.substring(0, dot + 1);
            if (!names.stream().allMatch(n -> n.startsWith(longer))) {
                return prefix;
            }
            prefix = longer;
        }
    }
}
