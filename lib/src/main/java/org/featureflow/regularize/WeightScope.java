package org.featureflow.regularize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Add;
import org.featureflow.nn.Attention;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Linear;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * Which weights a penalty acts on. Batch-norm scales, shifts and biases are never among them.
 *
 * <p>In a residual network the filters of the stem, of projection shortcuts and of every block's last convolution are channels that a whole
 * stage adds to: none of them can go alone. Structured sparsity learning (Wen et al. 2016) leaves out the stem and the shortcuts but keeps
 * the last convolutions; the published code of growing regularisation (Wang et al. 2021) leaves out all three. The choice is explicit here.
 *
 * @param residualStem whether the convolution on the images counts in a network with additions; without additions it always counts
 * @param shortcuts whether the convolutions of projection shortcuts count
 * @param branchEnds whether other convolutions count whose output goes to an addition, directly or through nothing but a batch or group norm and a
 *     product with a gate; or to attention, of whose heads no part can go alone either
 * @param tied whether convolutions count whose filters go only with others: depthwise and other grouped ones, those whose channels a grouped
 *     one that is not depthwise or a group norm reads, and the last ones of gates
 * @param linear whether fully connected layers count
 */
public record WeightScope(boolean residualStem, boolean shortcuts, boolean branchEnds, boolean tied, boolean linear) {
    /** Every convolution and fully connected layer. */
    public static final WeightScope EVERYTHING = new WeightScope(true, true, true, true, true);

    /** Every convolution. */
    public static final WeightScope CONVOLUTIONS = new WeightScope(true, true, true, true, false);

    /** Every convolution but a residual network's stem and shortcuts. */
    public static final WeightScope BRANCHES = new WeightScope(false, false, true, true, false);

    /**
     * The convolutions whose filters can go one by one: neither a residual network's stem, its shortcuts, the last one of every branch, those
     * that make the heads of attention, nor tied ones.
     */
    public static final WeightScope INNER = new WeightScope(false, false, false, false, false);

    /**
     * The layers in this scope.
     *
     * @param spec a network
     * @return its convolutions and linear layers that count, in order of computation
     */
    public List<Node> nodes(NetworkSpec spec) {
        boolean residual = spec.nodes().stream().anyMatch(n -> n.layer() instanceof Add);
        Set<String> leftOut = leftOut(spec);
        List<Node> chosen = new ArrayList<>();
        for (Node node : spec.nodes()) {
            boolean counts = node.layer() instanceof Linear
                    ? linear
                    : node.layer() instanceof Convolution
                            && !leftOut.contains(node.name())
                            && (residualStem || !residual || !node.inputs().contains(NetworkSpec.INPUT));
            if (counts) {
                chosen.add(node);
            }
        }
        return chosen;
    }

    /** The same for a penalty on them, which without any would be 0 all the time. */
    List<Node> requireNodes(NetworkSpec spec) {
        List<Node> nodes = nodes(spec);
        if (nodes.isEmpty()) {
            boolean convolutional = spec.nodes().stream().anyMatch(n -> n.layer() instanceof Convolution);
            throw new FeatureFlowException("Network " + spec.name() + " has no layer that this penalty acts on: "
                    + (convolutional
                            ? "its convolutions are a residual network's stem, shortcuts or branch ends, or lose filters only"
                                    + " together with other layers."
                            : "it has no convolution" + (linear ? " and no fully connected layer." : ".")));
        }
        return nodes;
    }

    /** Their weights. */
    List<String> requireWeights(NetworkSpec spec) {
        return requireNodes(spec).stream().map(WeightScope::weight).toList();
    }

    /**
     * The weights in this scope.
     *
     * @param spec a network
     * @return qualified names such as {@code layer1.0.conv1.weight}, in order of computation
     */
    public List<String> weights(NetworkSpec spec) {
        return nodes(spec).stream().map(WeightScope::weight).toList();
    }

    /** The batch-norm scales of a network, by names such as {@code layer1.0.bn1.weight}, in order of computation. */
    static List<String> batchNormScales(NetworkSpec spec) {
        return spec.nodes().stream()
                .filter(n -> n.layer() instanceof BatchNorm)
                .map(WeightScope::weight)
                .toList();
    }

    /** The same for a penalty on them, which without any would be 0 all the time. */
    static List<String> requireBatchNormScales(NetworkSpec spec) {
        List<String> names = batchNormScales(spec);
        if (names.isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + spec.name() + " has no batch norm, so it has no scales to penalise.");
        }
        return names;
    }

    static String weight(Node node) {
        return node.name() + ".weight";
    }

    /**
     * Says nothing of branch ends and tied convolutions that count: checkpoints hold this text, and those from before there was the choice stay
     * readable.
     */
    @Override
    public String toString() {
        return "WeightScope[residualStem=" + residualStem + ", shortcuts=" + shortcuts
                + (branchEnds ? "" : ", branchEnds=false") + (tied ? "" : ", tied=false") + ", linear=" + linear + "]";
    }

    private Set<String> leftOut(NetworkSpec spec) {
        Set<String> ends = intoAdditions(spec, true);
        // Shortcuts have no gates: a convolution followed by one ends a branch, even a branch of that convolution
        // alone.
        Set<String> projections = projections(spec, intoAdditions(spec, false));
        Set<String> leftOut = new HashSet<>();
        if (!shortcuts) {
            leftOut.addAll(projections);
        }
        if (!branchEnds) {
            ends.removeAll(projections);
            leftOut.addAll(ends);
            leftOut.addAll(intoAttention(spec));
        }
        if (!tied) {
            leftOut.addAll(TiedConvolutions.in(spec));
        }
        return leftOut;
    }

    /** Nodes that make queries, keys or values. */
    private static Set<String> intoAttention(NetworkSpec spec) {
        return spec.nodes().stream()
                .filter(node -> node.layer() instanceof Attention)
                .flatMap(node -> node.inputs().stream())
                .collect(Collectors.toSet());
    }

    /** Nodes whose output goes to an addition, directly or through nothing but a batch or group norm and, if {@code gated}, a product with a gate. */
    private static Set<String> intoAdditions(NetworkSpec spec, boolean gated) {
        Set<String> found = new HashSet<>();
        for (int i = spec.nodes().size() - 1; i >= 0; i--) {
            Node node = spec.nodes().get(i);
            boolean norm = node.layer() instanceof BatchNorm || node.layer() instanceof GroupNorm;
            boolean passes = norm || gated && node.layer() instanceof Multiply;
            if (node.layer() instanceof Add) {
                found.addAll(node.inputs());
            } else if (passes && found.contains(node.name())) {
                found.add(node.inputs().get(0));
            }
        }
        return found;
    }

    /** Those of them that are convolutions of kernel 1 on a feature that a branch starts from too. */
    private static Set<String> projections(NetworkSpec spec, Set<String> intoAdditions) {
        Set<String> once = new HashSet<>();
        Set<String> forks = new HashSet<>();
        for (Node node : spec.nodes()) {
            for (String from : node.inputs()) {
                if (!once.add(from)) {
                    forks.add(from);
                }
            }
        }
        Set<String> found = new HashSet<>();
        for (Node node : spec.nodes()) {
            if (node.layer() instanceof Convolution c
                    && c.kernel().isBoth(1)
                    && intoAdditions.contains(node.name())
                    && forks.contains(node.inputs().get(0))) {
                found.add(node.name());
            }
        }
        return found;
    }
}
