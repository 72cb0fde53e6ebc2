package org.featureflow.cost;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** How many elements are alive at once when every output is freed after its last use. */
final class ActivationMemory {
    private ActivationMemory() {}

    static long peak(NetworkSpec spec) {
        Map<String, FeatureShape> shapes = spec.shapes();
        Map<String, String> lastUser = new HashMap<>();
        for (Node node : spec.nodes()) {
            // What nobody reads is freed at once.
            lastUser.put(node.name(), node.name());
            node.inputs().forEach(input -> lastUser.put(input, node.name()));
        }
        long alive = spec.input().size();
        long peak = alive;
        for (Node node : spec.nodes()) {
            FeatureShape made = shapes.get(node.name());
            alive += made.size();
            // The scores of attention and the weights made of them.
            peak = Math.max(peak, alive + 2 * node.layer().kept(made));
            Set<String> here = new HashSet<>(node.inputs());
            here.add(node.name());
            for (String output : here) {
                if (node.name().equals(lastUser.get(output))) {
                    alive -= shapes.get(output).size();
                }
            }
        }
        return peak;
    }
}
