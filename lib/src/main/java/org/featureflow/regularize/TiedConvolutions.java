package org.featureflow.regularize;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Linear;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * The convolutions whose filters do not go one by one, without an addition being the reason: depthwise and other grouped ones, those whose
 * channels a grouped one that is not depthwise or a group norm reads, and the last ones of gates, whose filters are factors of other channels.
 */
final class TiedConvolutions {
    private TiedConvolutions() {}

    static Set<String> in(NetworkSpec spec) {
        Set<String> tied = new HashSet<>();
        for (Node node : spec.nodes()) {
            if (node.layer() instanceof Convolution c && c.groups() > 1) {
                tied.add(node.name());
                if (c.groups() < c.in()) {
                    tied.addAll(makers(spec, node.inputs()));
                }
            } else if (node.layer() instanceof GroupNorm norm && norm.groups() < norm.channels()) {
                tied.addAll(makers(spec, node.inputs()));
            } else if (node.layer() instanceof Multiply) {
                Set<String> gate = makers(spec, node.inputs().subList(1, 2));
                // A gate without layers weighs a feature by itself.
                gate.removeAll(makers(spec, node.inputs().subList(0, 1)));
                tied.addAll(gate);
            }
        }
        return tied;
    }

    /** The convolutions and linear layers that make the channels of some outputs. */
    private static Set<String> makers(NetworkSpec spec, Collection<String> outputs) {
        Set<String> makers = new HashSet<>();
        Set<String> seen = new HashSet<>(outputs);
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (name.equals(NetworkSpec.INPUT)) {
                continue;
            }
            Node node = spec.node(name);
            if (node.layer() instanceof Convolution || node.layer() instanceof Linear) {
                makers.add(name);
            } else {
                List<String> next = node.inputs().stream().filter(seen::add).toList();
                open.addAll(next);
            }
        }
        return makers;
    }
}
