package org.featureflow.io.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;

/** Which array of a file is which array of a network. */
final class Matching {
    private static final int LISTED = 10;

    private final TorchModules modules;

    Matching(TorchModules modules) {
        this.modules = modules;
    }

    /** The spec with a bias exactly where the file has one: a convolution without bias is one whose bias is zero. */
    NetworkSpec withBiasesOfTheFile(NetworkSpec spec) {
        Map<String, String> names = canonicalNames(spec);
        Map<String, Layer> changed = new HashMap<>();
        for (Node node : spec.nodes()) {
            TorchModule module = modules.get(names.get(node.name()));
            if (module == null) {
                continue;
            }
            if (node.layer() instanceof Convolution c && c.bias() != module.hasBias()) {
                changed.put(node.name(), c.withBias(module.hasBias()));
            } else if (node.layer() instanceof Linear l && l.bias() != module.hasBias()) {
                changed.put(node.name(), new Linear(l.in(), l.out(), module.hasBias()));
            }
        }
        return spec.withLayers(changed);
    }

    /**
     * Finds every array of a network.
     *
     * @param spec the network
     * @return the network's name of each array → the file's array
     * @throws FeatureFlowException with all that is missing, surplus or of another shape
     */
    Map<String, StoredTensor> arrays(NetworkSpec spec) {
        Map<String, String> names = canonicalNames(spec);
        Map<String, StoredTensor> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> different = new ArrayList<>();
        Set<String> surplus = new LinkedHashSet<>();
        modules.byName()
                .values()
                .forEach(m -> m.arrays().keySet().forEach(a -> surplus.add(qualified(m.original(), a))));
        for (Node node : spec.nodes()) {
            TorchModule module = modules.get(names.get(node.name()));
            for (ParameterSpec p : node.layer().parameters()) {
                StoredTensor array = module == null ? null : module.arrays().get(p.name());
                if (array == null) {
                    missing.add(qualified(node.name(), p.name()));
                    continue;
                }
                surplus.remove(qualified(module.original(), p.name()));
                if (!Arrays.equals(array.shape(), p.shape().getShape())) {
                    different.add(qualified(module.original(), p.name()) + " is " + sizes(array.shape())
                            + " instead of " + sizes(p.shape().getShape()));
                }
                found.put(qualified(node.name(), p.name()), array);
            }
        }
        if (!missing.isEmpty() || !surplus.isEmpty() || !different.isEmpty()) {
            throw new FeatureFlowException(
                    "The file does not hold the network " + spec.name() + ": missing "
                            + listed(missing) + "; surplus " + listed(List.copyOf(surplus)) + "; of another shape "
                            + listed(different)
                            + ". Widths are taken from the file by --arch auto; a network that it cannot tell comes in as ONNX.");
        }
        return found;
    }

    private static Map<String, String> canonicalNames(NetworkSpec spec) {
        Map<String, String> names = new HashMap<>();
        int heads = 0;
        for (Node node : spec.nodes()) {
            names.put(
                    node.name(),
                    node.layer() instanceof Linear ? TorchModules.HEAD + heads++ : ModuleNames.canonical(node.name()));
        }
        return names;
    }

    private static String qualified(String module, String array) {
        return module.isEmpty() ? array : module + "." + array;
    }

    private static String sizes(long[] shape) {
        return shape.length == 0
                ? "a scalar"
                : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }

    private static String listed(List<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String first = names.stream().limit(LISTED).collect(Collectors.joining(", "));
        return names.size() <= LISTED ? first : first + " and " + (names.size() - LISTED) + " more";
    }
}
