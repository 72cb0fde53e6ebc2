package org.featureflow.nn;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.FeatureFlowException;

/**
 * Tells vectors [B, C] from maps [B, C, 1, 1], which have one {@link FeatureShape}: a sum of both would be spread over a square. Only a map's
 * factors may be either.
 */
final class VectorNodes {
    private VectorNodes() {}

    /**
     * Refuses graphs that compute with one as if it were the other.
     *
     * @param network its name
     * @param nodes in order of computation, shapes checked
     * @throws FeatureFlowException if a node mixes both or takes a vector for a map
     */
    static void require(String network, List<Node> nodes) {
        Set<String> vectors = new HashSet<>();
        for (Node node : nodes) {
            boolean factors = node.layer() instanceof Multiply
                    && !vectors.contains(node.inputs().get(0));
            if (factors) {
                continue;
            }
            long given = node.inputs().stream().filter(vectors::contains).count();
            if (given > 0 && given < node.inputs().size()) {
                throw new FeatureFlowException("Network " + network + ", node “" + node.name()
                        + "” takes a vector and a map of one row and column; put a flatten behind the map.");
            }
            if (given > 0 && needsMap(node.layer())) {
                throw new FeatureFlowException("Network " + network + ", node “" + node.name()
                        + "” slides over rows and columns but takes a vector; leave out the flatten before it.");
            }
            if (given > 0 || node.layer() instanceof Flatten || node.layer() instanceof Linear) {
                vectors.add(node.name());
            }
        }
    }

    private static boolean needsMap(Layer layer) {
        return layer instanceof Convolution
                || layer instanceof MaxPool
                || layer instanceof AveragePool
                || layer instanceof GlobalAveragePool
                || layer instanceof PadShortcut
                || layer instanceof ClassToken
                || layer instanceof PositionEmbedding
                || layer instanceof Attention
                || layer instanceof FirstPosition;
    }
}
