package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.nn.Add;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.PerAxis;

/**
 * Where the feature flow of a network without taps is read: after every activation that follows a convolution, a sum or a concatenation of
 * maps; what is made of global means (the gate of squeeze and excitation, a head) is not on the way of the features. In a residual network,
 * where activations follow sums, only these and the stem: the input of the first block. Where all activations lie within branches, as in
 * ConvNeXt, the sums themselves and what they add to.
 */
final class DefaultTaps {
    private DefaultTaps() {}

    static List<String> of(FeatureShape images, List<Node> nodes) {
        Map<String, Node> byName = new HashMap<>();
        Map<String, Integer> uses = new HashMap<>();
        for (Node node : nodes) {
            byName.put(node.name(), node);
            node.inputs().forEach(i -> uses.merge(i, 1, Integer::sum));
        }
        List<String> all = new ArrayList<>();
        List<String> ofSums = new ArrayList<>();
        Set<String> means = new HashSet<>();
        Map<String, FeatureShape> shapes = new HashMap<>(Map.of(NetworkSpec.INPUT, images));
        String stem = null;
        for (Node node : nodes) {
            List<FeatureShape> given = node.inputs().stream().map(shapes::get).toList();
            shapes.put(node.name(), node.layer().output(given));
            if (isGlobalMean(node, given.get(0)) || means.containsAll(node.inputs())) {
                means.add(node.name());
            }
            boolean activation = node.layer().isActivation() && !means.contains(node.name());
            Node before = activation ? source(byName, node) : null;
            if (before != null) {
                all.add(node.name());
                if (before.layer() instanceof Add) {
                    ofSums.add(node.name());
                }
            }
            boolean start = activation || node.layer() instanceof MaxPool;
            if (stem == null && start && uses.getOrDefault(node.name(), 0) > 1) {
                stem = node.name();
            }
        }
        if (ofSums.isEmpty()) {
            Set<String> trunk = trunk(nodes);
            trunk.removeAll(means);
            List<String> sums = sums(nodes, trunk);
            return sums.isEmpty() || !Collections.disjoint(trunk, all) ? all : sums;
        }
        if (stem != null && !ofSums.contains(stem)) {
            ofSums.add(0, stem);
        }
        return ofSums;
    }

    /** Nodes that everything passes: where one is computed, no earlier result is needed any more. */
    private static Set<String> trunk(List<Node> nodes) {
        Map<String, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String from : nodes.get(i).inputs()) {
                lastUse.put(from, i);
            }
        }
        Set<String> trunk = new HashSet<>();
        int open = lastUse.getOrDefault(NetworkSpec.INPUT, 0);
        for (int i = 0; i < nodes.size(); i++) {
            String name = nodes.get(i).name();
            if (open <= i) {
                trunk.add(name);
            }
            open = Math.max(open, lastUse.getOrDefault(name, 0));
        }
        return trunk;
    }

    private static List<String> sums(List<Node> nodes, Set<String> trunk) {
        Set<String> taps = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (node.layer() instanceof Add && trunk.contains(node.name())) {
                node.inputs().stream().filter(trunk::contains).forEach(taps::add);
                taps.add(node.name());
            }
        }
        return List.copyOf(taps);
    }

    private static boolean isGlobalMean(Node node, FeatureShape map) {
        return node.layer() instanceof GlobalAveragePool
                || node.layer() instanceof AveragePool p
                        && p.padding().isBoth(0)
                        && p.kernel().equals(new PerAxis(map.height(), map.width()));
    }

    private static boolean isNorm(Layer layer) {
        return layer instanceof BatchNorm || layer instanceof LayerNorm || layer instanceof GroupNorm;
    }

    /** What an activation follows, norms aside; null if it is none of the kinds that count. */
    private static Node source(Map<String, Node> byName, Node activation) {
        Node before = byName.get(activation.inputs().get(0));
        if (before != null && isNorm(before.layer())) {
            before = byName.get(before.inputs().get(0));
        }
        boolean counts = before != null
                && (before.layer() instanceof Convolution
                        || before.layer() instanceof Add
                        || before.layer() instanceof Concat);
        return counts ? before : null;
    }
}
