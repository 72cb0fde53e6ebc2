package org.featureflow.cost;

import java.util.HashMap;
import java.util.Map;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** How many elements are alive at once when every output is freed after its last use. */
final class ActivationMemory {
    private ActivationMemory() {}

    static long peak(NetworkSpec spec) {
        Map<String, FeatureShape> shapes = spec.shapes();
        Map<String, String> lastUser = new HashMap<>();
        spec.nodes().forEach(node -> node.inputs().forEach(input -> lastUser.put(input, node.name())));
        long alive = spec.input().size();
        long peak = alive;
        for (Node node : spec.nodes()) {
            FeatureShape output = shapes.get(node.name());
            alive += output.size();
            // The scores of attention and the weights made of them.
            peak = Math.max(peak, alive + 2 * node.layer().kept(output));
            for (String input : node.inputs().stream().distinct().toList()) {
                if (node.name().equals(lastUser.get(input))) {
                    alive -= shapes.get(input).size();
                }
            }
        }
        return peak;
    }
}
