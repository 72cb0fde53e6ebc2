package org.featureflow.prune;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** The ways through gates. */
final class Gates {
    private Gates() {}

    /** Names of nodes whose outputs go nowhere but into the factors of products. */
    static Set<String> of(NetworkSpec spec) {
        Map<String, FeatureShape> shapes = spec.shapes();
        Set<String> gates = new HashSet<>();
        for (int i = spec.nodes().size() - 1; i >= 0; i--) {
            Node node = spec.nodes().get(i);
            List<Node> consumers = spec.consumers(node.name());
            if (!consumers.isEmpty()
                    && consumers.stream().allMatch(c -> gates.contains(c.name()) || takesFactors(c, node, shapes))) {
                gates.add(node.name());
            }
        }
        return gates;
    }

    /** One factor a channel, or one that is not zero where its channel is. */
    private static boolean takesFactors(Node product, Node node, Map<String, FeatureShape> shapes) {
        boolean factors = product.layer() instanceof Multiply
                && product.inputs().get(1).equals(node.name())
                && !product.inputs().get(0).equals(node.name());
        return factors && (!node.layer().keepsZero() || !shapes.get(node.name()).equals(shapes.get(product.name())));
    }
}
