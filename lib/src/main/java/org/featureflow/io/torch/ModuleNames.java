package org.featureflow.io.torch;

import java.util.Collection;
import java.util.List;

/**
 * The names that public programs give to the modules of one network, brought to torchvision's: {@code conv1}, {@code layer1.0.bn2}, {@code
 * layer2.0.downsample.0}, {@code features.3}. Heads are not named here; they are counted.
 */
final class ModuleNames {
    /** In the order they are applied; each concerns whole parts of a dotted name. */
    private static final List<NameRule> RULES = List.of(
            NameRule.of("^feature\\.(?=\\d)", "features."),
            // DataParallel around the features alone, as in PyTorch's ImageNet example.
            NameRule.of("^features\\.module\\.", "features."),
            // Stages counted by the paper's table, where the stem is conv1: conv2_x is the first stage.
            NameRule.of("^conv1\\.0$", "conv1"),
            NameRule.of("^conv1\\.1$", "bn1"),
            NameRule.of("^conv2_x\\.", "layer1."),
            NameRule.of("^conv3_x\\.", "layer2."),
            NameRule.of("^conv4_x\\.", "layer3."),
            NameRule.of("^conv5_x\\.", "layer4."),
            NameRule.of("\\.residual_function\\.0$", ".conv1"),
            NameRule.of("\\.residual_function\\.1$", ".bn1"),
            NameRule.of("\\.residual_function\\.3$", ".conv2"),
            NameRule.of("\\.residual_function\\.4$", ".bn2"),
            NameRule.of("\\.residual_function\\.6$", ".conv3"),
            NameRule.of("\\.residual_function\\.7$", ".bn3"),
            NameRule.of("^(?:stage|block)_?(\\d)\\.", "layer$1."),
            NameRule.of("^conv$", "conv1"),
            NameRule.of("^bn$", "bn1"),
            NameRule.of("\\.shortcut(?=\\.|$)", ".downsample"),
            NameRule.of("\\.downsample\\.conv$", ".downsample.0"),
            NameRule.of("\\.downsample\\.bn$", ".downsample.1"));

    private ModuleNames() {}

    static String canonical(String module) {
        return NameRule.apply(RULES, module);
    }

    /** What wrappers put in front of every name, such as {@code model.}; empty if names have no first part in common. */
    static String commonPrefix(Collection<String> names) {
        String prefix = "";
        while (true) {
            int from = prefix.length();
            String first = names.stream().findFirst().orElse("");
            int dot = first.indexOf('.', from);
            String longer = first.substring(0, dot + 1);
            // The last part is the array's own name and the one before it the module's; a module keeps its name.
            boolean wraps = names.stream().anyMatch(n -> n.indexOf('.', dot + 1) > 0);
            if (dot < 0 || !wraps || !names.stream().allMatch(n -> n.startsWith(longer))) {
                return prefix;
            }
            prefix = longer;
        }
    }
}
