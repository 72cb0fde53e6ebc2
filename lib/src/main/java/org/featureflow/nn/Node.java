package org.featureflow.nn;

import java.util.List;

/**
 * One step of a network.
 *
 * @param name unique name; its arrays are called {@code name.weight} and so on, so PyTorch's module names are used
 * @param layer what it computes
 * @param inputs names of earlier nodes, or {@link NetworkSpec#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {
    /** Copies the list. */
    public Node {
        inputs = List.copyOf(inputs);
    }
}
