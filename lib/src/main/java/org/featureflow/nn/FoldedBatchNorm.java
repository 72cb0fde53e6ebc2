package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;

/**
 * Puts every batch norm that follows a convolution or linear layer into that layer: W′ = W · γ/√(variance + ε), b′ = (b − mean) · γ/√(variance
 * + ε) + β. The network computes the same in evaluation mode with fewer operations; it is for inference, since what is folded is no longer
 * normalised in training.
 */
public final class FoldedBatchNorm {
    private FoldedBatchNorm() {}

    /**
     * A folded copy.
     *
     * @param network the network, unchanged
     * @return a network without the batch norms that could be folded, on the same device; close it
     */
    public static Network of(Network network) {
        NetworkSpec spec = network.spec();
        Map<String, Node> norms = foldable(spec);
        Map<String, String> renamed = new HashMap<>();
        norms.forEach((layer, norm) -> renamed.put(norm.name(), layer));
        List<Node> nodes = new ArrayList<>();
        for (Node node : spec.nodes()) {
            if (!renamed.containsKey(node.name())) {
                List<String> inputs = node.inputs().stream()
                        .map(i -> renamed.getOrDefault(i, i))
                        .toList();
                Layer layer = norms.containsKey(node.name()) ? withBias(node.layer()) : node.layer();
                nodes.add(new Node(node.name(), layer, inputs));
            }
        }
        List<String> taps =
                spec.taps().stream().map(t -> renamed.getOrDefault(t, t)).toList();
        NetworkSpec folded = new NetworkSpec(spec.name(), spec.input(), spec.classes(), nodes, taps);
        try (GradMode off = GradMode.off()) {
            return Network.of(folded, network.device(), (name, owner) -> array(network, norms, name, owner));
        }
    }

    /** Layer name → its batch norm, where nothing else sees what lies between. */
    private static Map<String, Node> foldable(NetworkSpec spec) {
        Map<String, Node> byName = new HashMap<>();
        spec.nodes().forEach(n -> byName.put(n.name(), n));
        Map<String, Node> norms = new LinkedHashMap<>();
        for (Node node : spec.nodes()) {
            Node before =
                    node.layer() instanceof BatchNorm ? byName.get(node.inputs().get(0)) : null;
            boolean affine =
                    before != null && (before.layer() instanceof Convolution || before.layer() instanceof Linear);
            if (affine
                    && spec.consumers(before.name()).size() == 1
                    && !spec.taps().contains(before.name())) {
                norms.put(before.name(), node);
            }
        }
        return norms;
    }

    private static Layer withBias(Layer layer) {
        if (layer instanceof Convolution c) {
            return c.withBias(true);
        }
        Linear l = (Linear) layer;
        return new Linear(l.in(), l.out(), true);
    }

    private static NDArray array(Network network, Map<String, Node> norms, String name, NDManager owner) {
        int dot = name.lastIndexOf('.');
        String layer = name.substring(0, dot);
        Node norm = norms.get(layer);
        if (norm == null) {
            return NetworkArrays.copyOf(network.array(name), owner);
        }
        double[] scale = HostValues.doubles(network.array(norm.name() + ".weight"));
        double[] shift = HostValues.doubles(network.array(norm.name() + ".bias"));
        double[] mean = HostValues.doubles(network.array(norm.name() + ".running_mean"));
        double[] variance = HostValues.doubles(network.array(norm.name() + ".running_var"));
        double epsilon = ((BatchNorm) norm.layer()).epsilon();
        Shape shape = network.array(layer + ".weight").getShape();
        double[] weight = HostValues.doubles(network.array(layer + ".weight"));
        boolean isWeight = name.endsWith(".weight");
        boolean hadBias = network.parameters().containsKey(layer + ".bias");
        double[] bias = hadBias ? HostValues.doubles(network.array(layer + ".bias")) : new double[scale.length];
        int each = weight.length / scale.length;
        for (int c = 0; c < scale.length; c++) {
            double factor = scale[c] / Math.sqrt(variance[c] + epsilon);
            for (int i = c * each; i < (c + 1) * each; i++) {
                weight[i] *= factor;
            }
            bias[c] = (bias[c] - mean[c]) * factor + shift[c];
        }
        NDArray wide = isWeight ? owner.create(weight, shape) : owner.create(bias);
        if (network.dataType() == DataType.FLOAT64) {
            return wide;
        }
        try (wide) {
            return wide.toType(network.dataType(), true);
        }
    }
}
