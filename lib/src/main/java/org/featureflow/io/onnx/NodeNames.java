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
    private static final String BIAS = ".bias";
    private static final int LONGEST = 200;

    private final Set<String> taken = new HashSet<>(Set.of(NetworkSpec.INPUT));
    private final Set<String> ofWeights = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** For a layer with arrays: {@code layer1.0.conv1} if its weight is called {@code layer1.0.conv1.weight}. */
    String ofArrays(OnnxNode node) {
        String module = module(node.inputs().size() > 1 ? node.inputs().get(1) : "", WEIGHT);
        if (module == null) {
            return of(node);
        }
        String name = unique(module);
        ofWeights.add(name);
        return name;
    }

    /**
     * For a layer whose weight has lost its name to the exporter's folding: that of its bias, if nothing else has it yet.
     *
     * @param bias what the array is called
     * @param otherwise the layer's name so far
     */
    String ofBias(String bias, String otherwise) {
        String module = ofWeights.contains(otherwise) ? null : module(bias, BIAS);
        return module != null && taken.add(module) ? module : otherwise;
    }

    /** For a layer whose array is a parameter of the network itself: {@code class_token}. */
    static String ofParameter(OnnxNode node, String array) {
        String module = module(array, WEIGHT);
        boolean folded = array.isEmpty() || array.contains("::") || array.startsWith("/");
        return module != null ? module : folded ? plain(node) : array;
    }

    /** Whether an array is called as a module's bias. */
    static boolean isBias(String array) {
        return module(array, BIAS) != null;
    }

    private static String module(String array, String ending) {
        boolean named = array.endsWith(ending) && array.length() > ending.length();
        return named ? array.substring(0, array.length() - ending.length()) : null;
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
