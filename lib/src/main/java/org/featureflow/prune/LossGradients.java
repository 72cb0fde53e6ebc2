package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;
import org.featureflow.train.CrossEntropy;

/**
 * First-order terms of the loss, averaged over batches. The loss is the mean cross-entropy of a batch of the network as it is used: batch
 * norm with running statistics, which stay as they are. (With batch statistics Σ g·w over a filter followed by batch norm would be zero,
 * whatever the filter.)
 *
 * @param gates batch-norm node → for every channel the mean of (g_γ γ + g_β β)²
 * @param filters weight's name → for every filter the mean of (Σ g w + g_b b)², b its bias if it has one and no batch norm behind it
 */
record LossGradients(Map<String, double[]> gates, Map<String, double[]> filters) {
    static LossGradients of(Evidence evidence) {
        return evidence.once("loss gradients", () -> compute(evidence));
    }

    private static LossGradients compute(Evidence evidence) {
        LossGradients sums = new LossGradients(new HashMap<>(), new HashMap<>());
        int[] batches = new int[1];
        evidence.gradients(batch -> {
            sums.add(evidence, batch);
            batches[0]++;
        });
        for (Map<String, double[]> each : List.of(sums.gates, sums.filters)) {
            each.values().forEach(values -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] /= batches[0];
                }
            });
        }
        return sums;
    }

    /** See {@link Evidence#gradients}. */
    static void forEach(Network network, Samples samples, Consumer<Map<String, double[]>> batch) {
        try (GradMode on = GradMode.on()) {
            samples.forEach(network.manager(), (images, labels) -> batch.accept(gradients(network, images, labels)));
        }
    }

    private static Map<String, double[]> gradients(Network network, NDArray images, NDArray labels) {
        network.parameters().forEach((name, p) -> {
            if (p.requiresGradient()) {
                Autograd.clearGradient(p.getArray());
            }
        });
        Autograd.backward(CrossEntropy.of(network.forward(images, false).logits(), labels, 0));
        Map<String, double[]> gradients = new HashMap<>();
        network.parameters().forEach((name, p) -> {
            if (p.requiresGradient()) {
                try (NDArray g = Autograd.gradient(p.getArray())) {
                    gradients.put(name, HostValues.doubles(g));
                }
                Autograd.clearGradient(p.getArray());
            }
        });
        return gradients;
    }

    private void add(Evidence evidence, Map<String, double[]> gradients) {
        for (Node node : evidence.spec().nodes()) {
            // Frozen arrays have no gradient; what needs one says so before.
            if (!gradients.keySet().containsAll(arrays(node, evidence.spec()))) {
                continue;
            }
            for (ParameterSpec p : node.layer().parameters()) {
                String name = node.name() + "." + p.name();
                if (p.kind() == ParameterSpec.Kind.WEIGHT) {
                    addFilters(name, biasOf(node, evidence.spec()), evidence, gradients, (int)
                            p.shape().get(0));
                } else if (node.layer() instanceof BatchNorm && p.kind() == ParameterSpec.Kind.SCALE) {
                    addGates(node.name(), evidence, gradients);
                }
            }
        }
    }

    /** Names of the arrays whose gradients the terms of a convolution, linear layer or batch norm are made of. */
    static List<String> arrays(Node node, NetworkSpec spec) {
        String bias = biasOf(node, spec);
        return node.layer().parameters().stream()
                .filter(p -> p.kind().trained() && (p.kind() != ParameterSpec.Kind.BIAS || bias != null))
                .map(p -> node.name() + "." + p.name())
                .toList();
    }

    /** Name of the bias; null if the layer has none, or a batch norm takes it away whatever it is. */
    private static String biasOf(Node node, NetworkSpec spec) {
        boolean normed = spec.consumers(node.name()).stream().anyMatch(n -> n.layer() instanceof BatchNorm);
        return normed
                ? null
                : node.layer().parameters().stream()
                        .filter(p -> p.kind() == ParameterSpec.Kind.BIAS)
                        .map(p -> node.name() + "." + p.name())
                        .findFirst()
                        .orElse(null);
    }

    private void addFilters(String name, String bias, Evidence evidence, Map<String, double[]> gradients, int count) {
        double[] weights = evidence.array(name);
        double[] gradient = gradients.get(name);
        double[] biases = bias == null ? null : evidence.array(bias);
        double[] sums = filters.computeIfAbsent(name, n -> new double[count]);
        int length = weights.length / count;
        for (int filter = 0; filter < count; filter++) {
            double change = bias == null ? 0 : gradients.get(bias)[filter] * biases[filter];
            for (int i = filter * length; i < (filter + 1) * length; i++) {
                change += gradient[i] * weights[i];
            }
            sums[filter] += change * change;
        }
    }

    private void addGates(String node, Evidence evidence, Map<String, double[]> gradients) {
        double[] scale = evidence.array(node + ".weight");
        double[] shift = evidence.array(node + ".bias");
        double[] byScale = gradients.get(node + ".weight");
        double[] byShift = gradients.get(node + ".bias");
        double[] sums = gates.computeIfAbsent(node, n -> new double[scale.length]);
        for (int c = 0; c < scale.length; c++) {
            double change = byScale[c] * scale[c] + byShift[c] * shift[c];
            sums[c] += change * change;
        }
    }
}
