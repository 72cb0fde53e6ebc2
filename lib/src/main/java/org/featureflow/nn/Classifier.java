package org.featureflow.nn;

import org.featureflow.FeatureFlowException;

/** The layer that makes a value a class, found from a network's end and made for other classes. */
final class Classifier {
    private Classifier() {}

    /** See {@link NetworkSpec#classifier}. */
    static Node of(NetworkSpec spec) {
        Node node = spec.head();
        while (isBehind(node)) {
            node = spec.node(node.inputs().get(0));
        }
        boolean replaceable =
                node.layer() instanceof Linear || node.layer() instanceof Convolution c && c.groups() == 1;
        if (!replaceable) {
            throw new FeatureFlowException(
                    "Network " + spec.name() + " ends in “" + node.name() + "” ("
                            + node.layer().getClass().getSimpleName()
                            + "), which cannot be made for other classes; only a linear layer or a convolution without groups can.");
        }
        return node;
    }

    /** Whether a layer passes on as many channels as it gets. */
    private static boolean isBehind(Node node) {
        return node.layer().parameters().isEmpty()
                && !(node.layer() instanceof PadShortcut)
                && node.inputs().size() == 1
                && !node.inputs().get(0).equals(NetworkSpec.INPUT);
    }

    /** The same layer with one output a class. */
    static Layer of(Layer layer, int classes) {
        if (layer instanceof Linear l) {
            return new Linear(l.in(), classes, l.bias());
        }
        Convolution c = (Convolution) layer;
        return c.withChannels(c.in(), classes, c.groups());
    }
}
