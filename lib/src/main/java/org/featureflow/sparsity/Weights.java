package org.featureflow.sparsity;

import java.util.List;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** Reads the weights of a network's convolutions and linear layers; batch norm and biases are not among them. */
public final class Weights {
    private Weights() {}

    /**
     * The layers that have weights.
     *
     * @param spec a network
     * @return its convolutions and linear layers, in order of computation
     */
    public static List<Node> layers(NetworkSpec spec) {
        return spec.nodes().stream()
                .filter(n -> n.layer() instanceof Convolution || n.layer() instanceof Linear)
                .toList();
    }

    /**
     * All weights of a network, layer after layer: what a histogram shows.
     *
     * @param network a network
     * @return a copy of the values in float32
     */
    public static float[] all(Network network) {
        return joined(layers(network.spec()).stream()
                .map(node -> of(network, node).values())
                .toList());
    }

    /**
     * Several vectors as one.
     *
     * @param parts the vectors
     * @return their values in order
     */
    public static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /**
     * The weights of one layer.
     *
     * @param network a network
     * @param node a convolution or linear layer of it
     * @return a copy in float32
     */
    public static WeightTensor of(Network network, Node node) {
        float[] values = HostValues.floats(network.array(node.name() + ".weight"));
        Layer layer = node.layer();
        return layer instanceof Convolution c
                ? new WeightTensor(
                        values,
                        c.out(),
                        c.in() / c.groups(),
                        Math.toIntExact(c.kernel().area()),
                        c.groups())
                : new WeightTensor(values, ((Linear) layer).out(), ((Linear) layer).in(), 1);
    }

    /** Filter norms with the batch norm behind the layer folded in; empty where none follows. */
    static float[] foldedFilterNorms(Network network, Node node) {
        List<Node> next = network.spec().consumers(node.name());
        if (next.size() != 1 || !(next.get(0).layer() instanceof BatchNorm norm)) {
            return new float[0];
        }
        String name = next.get(0).name();
        float[] scale = HostValues.floats(network.array(name + ".weight"));
        float[] variance = HostValues.floats(network.array(name + ".running_var"));
        return of(network, node).foldedFilterNorms(scale, variance, norm.epsilon());
    }
}
