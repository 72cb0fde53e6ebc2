package org.featureflow.io.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.featureflow.nn.NetworkSpec;

/** Names for the nodes of a network that comes from ONNX: the module's name where the arrays show it, else the node's own. */
final class NodeNames {
    private static final String WEIGHT = ".weight";
    private static final int LONGEST = 200;

    private final Set<String> taken = new HashSet<>(Set.of(NetworkSpec.INPUT));
    private final Map<String, Integer> numbers = new HashMap<>();

    /** For a layer with arrays: {@code layer1.0.conv1} if its weight is called {@code layer1.0.conv1.weight}. */
    String ofArrays(OnnxNode node) {
        String weight = node.inputs().size() > 1 ? node.inputs().get(1) : "";
        boolean module = weight.endsWith(WEIGHT) && weight.length() > WEIGHT.length();
        return module ? unique(weight.substring(0, weight.length() - WEIGHT.length())) : of(node);
    }

    String of(OnnxNode node) {
        return unique(plain(node));
    }

    /** A node's own name, which another may have too. */
    static String plain(OnnxNode node) {
        String name = node.name().isBlank() && !node.outputs().isEmpty()
                ? node.outputs().get(0)
                : node.name();
        String clean = name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        String inside = clean.startsWith("/") ? clean.substring(1) : clean;
        return inside.isBlank()
                ? node.operator().toLowerCase(Locale.ROOT)
                : inside.substring(0, Math.min(LONGEST, inside.length()));
    }

    String unique(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "_" + numbers.merge(wanted, 1, Integer::sum);
        }
        return name;
    }
}
