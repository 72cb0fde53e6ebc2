package org.featureflow.io.onnx;

import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Nonlinearity;

/** GELU, an operator from set 20 on and before that five: x · (1 + erf(x / √2)) · ½. */
final class GeluOperators {
    /** Of √2, which files have in single or half precision. */
    private static final double TOLERANCE = 1e-3;

    private GeluOperators() {}

    static Value whole(OnnxNode node, GraphReader graph) throws MalformedFileException {
        String approximation = node.text("approximate", "none");
        if (!approximation.equals("none")) {
            throw node.refused(
                    "is approximated by “" + approximation + "”", "use the exact one, nn.GELU(), and export again");
        }
        return graph.pointwise(node, new Nonlinearity(ActivationFunction.GELU));
    }

    /** The first step, or a quotient of whole numbers. */
    static Value divide(OnnxNode node, GraphReader graph) throws MalformedFileException {
        boolean root = !(graph.input(node, 0) instanceof Value.Gelu)
                && graph.isFeature(node, 0)
                && isNumber(node, graph, 1, Math.sqrt(2));
        return root ? new Value.Gelu(graph.input(node, 0), 1) : SizeOperators.arithmetic(node, graph);
    }

    static Value erf(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.input(node, 0) instanceof Value.Gelu gelu && gelu.steps() == 1) {
            return gelu.next();
        }
        throw node.refused("stands alone", "only as a part of GELU can it be read");
    }

    /** The step from erf to 1 + erf; null if the sum is another. */
    static Value plusOne(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.input(node, i) instanceof Value.Gelu gelu
                    && gelu.steps() == 2
                    && isNumber(node, graph, 1 - i, 1)) {
                return gelu.next();
            }
        }
        return null;
    }

    /** The steps that multiply, first by x and then by a half; null if the product is another. */
    static Value times(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.input(node, i) instanceof Value.Gelu gelu) {
                if (gelu.steps() == 3 && graph.input(node, 1 - i).equals(gelu.of())) {
                    return gelu.next();
                }
                if (gelu.steps() == 4 && isNumber(node, graph, 1 - i, 0.5)) {
                    return graph.pointwise(node, new Nonlinearity(ActivationFunction.GELU), gelu.of());
                }
            }
        }
        return null;
    }

    private static boolean isNumber(OnnxNode node, GraphReader graph, int index, double expected)
            throws MalformedFileException {
        if (!(graph.input(node, index) instanceof Value.Constant constant)) {
            return false;
        }
        StoredTensor tensor = constant.tensor();
        return tensor.type().isFloatingPoint()
                && tensor.size() == 1
                && Math.abs(tensor.toFloats()[0] - expected) <= TOLERANCE;
    }
}
