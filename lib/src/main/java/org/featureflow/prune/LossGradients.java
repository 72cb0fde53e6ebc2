package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        backward(evidence.network(), evidence.samples(), () -> {
            sums.add(evidence);
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
        backward(network, samples, () -> {
            Map<String, double[]> gradients = new HashMap<>();
            trained(network).forEach((name, array) -> gradients.put(name, gradient(array)));
            batch.accept(gradients);
        });
    }

    /** Does something after every batch's backward pass, while the network's arrays have its gradients. */
    private static void backward(Network network, Samples samples, Runnable then) {
        Collection<NDArray> trained = trained(network).values();
        try (GradMode on = GradMode.on()) {
            samples.forEach(network.manager(), (images, labels) -> {
                trained.forEach(Autograd::clearGradient);
                try {
                    Autograd.backward(
                            CrossEntropy.of(network.forward(images, false).logits(), labels, 0));
                    then.run();
                } finally {
                    trained.forEach(Autograd::clearGradient);
                }
            });
        }
    }

    private static Map<String, NDArray> trained(Network network) {
        Map<String, NDArray> trained = new HashMap<>();
        network.parameters().forEach((name, p) -> {
            if (p.requiresGradient()) {
                trained.put(name, p.getArray());
            }
        });
        return trained;
    }

    private static double[] gradient(NDArray array) {
        try (NDArray gradient = Autograd.gradient(array)) {
            return HostValues.doubles(gradient);
        }
    }

    private void add(Evidence evidence) {
        Set<String> frozen = Set.copyOf(evidence.network().frozen());
        for (Node node : evidence.spec().nodes()) {
            // Frozen arrays have no gradient; what needs one says so before.
            if (!Collections.disjoint(arrays(node, evidence.spec()), frozen)) {
                continue;
            }
            for (ParameterSpec p : node.layer().parameters()) {
                if (p.kind() == ParameterSpec.Kind.WEIGHT) {
                    addFilters(node.name() + "." + p.name(), biasOf(node, evidence.spec()), evidence);
                } else if (p.kind() == ParameterSpec.Kind.SCALE) {
                    addGates(node.name(), evidence);
                }
            }
        }
    }

    /** Names of the arrays whose gradients the terms of a convolution, linear layer or norm are made of. */
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

    private void addFilters(String weight, String bias, Evidence evidence) {
        double[] changes = changeByFilter(evidence.network().array(weight));
        double[] biasChanges = bias == null ? new double[changes.length] : change(bias, evidence);
        double[] sums = filters.computeIfAbsent(weight, n -> new double[changes.length]);
        for (int filter = 0; filter < sums.length; filter++) {
            double change = changes[filter] + biasChanges[filter];
            sums[filter] += change * change;
        }
    }

    /** Σ g w over every filter. In float64, since terms of both signs nearly cancel; where the weights are, since they are many. */
    private static double[] changeByFilter(NDArray weight) {
        long count = weight.getShape().get(0);
        try (GradMode off = GradMode.off();
                NDManager local = weight.getManager().newSubManager()) {
            NDArray gradient = Autograd.gradient(weight);
            gradient.attach(local);
            NDArray values = weight.toType(DataType.FLOAT64, true);
            values.attach(local);
            return gradient.toType(DataType.FLOAT64, true)
                    .muli(values)
                    .reshape(count, weight.size() / count)
                    .sum(new int[] {1})
                    .toDoubleArray();
        }
    }

    private void addGates(String node, Evidence evidence) {
        double[] byScale = change(node + ".weight", evidence);
        double[] byShift = change(node + ".bias", evidence);
        double[] sums = gates.computeIfAbsent(node, n -> new double[byScale.length]);
        for (int c = 0; c < sums.length; c++) {
            double change = byScale[c] + byShift[c];
            sums[c] += change * change;
        }
    }

    /** g x of an array with one number a channel. */
    private static double[] change(String name, Evidence evidence) {
        double[] values = evidence.array(name);
        double[] change = gradient(evidence.network().array(name));
        Arrays.setAll(change, i -> change[i] * values[i]);
        return change;
    }
}
