package org.featureflow.io.onnx;

import org.featureflow.io.MalformedFileException;
import org.featureflow.io.onnx.Value.Gelu.Step;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Nonlinearity;

/**
 * GELU, an operator from set 20 on and before that five: x · (1 + erf(x / √2)) · ½. PyTorch's older exporter multiplies by x first, its newer
 * one by a half.
 */
final class GeluOperators {
    private GeluOperators() {}

    static Value whole(OnnxNode node, GraphReader graph) throws MalformedFileException {
        String approximation = node.text("approximate", "none");
        if (!approximation.equals("none")) {
            throw node.refused(
                    "is approximated by “" + approximation + "”", "use the exact one, nn.GELU(), and export again");
        }
        return graph.pointwise(node, new Nonlinearity(ActivationFunction.GELU));
    }

    /** The first step; null if the quotient is another. */
    static Value divide(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value x = graph.input(node, 0);
        boolean first = graph.isFeature(node, 0) && !(x instanceof Value.Begun);
        return first && Numbers.isNumber(graph.input(node, 1), Math.sqrt(2)) ? new Value.Gelu(x, Step.QUOTIENT) : null;
    }

    static Value erf(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.input(node, 0) instanceof Value.Gelu gelu && gelu.done() == Step.QUOTIENT) {
            return gelu.after(Step.ERF);
        }
        throw node.refused("stands alone", "only as a part of GELU can it be read");
    }

    /** The step from erf to 1 + erf; null if the sum is another. */
    static Value plusOne(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.input(node, i) instanceof Value.Gelu gelu
                    && gelu.done() == Step.ERF
                    && Numbers.isNumber(graph.input(node, 1 - i), 1)) {
                return gelu.after(Step.SUM);
            }
        }
        return null;
    }

    /** The steps that multiply by x and by a half, in either order; null if the product is another. */
    static Value times(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.input(node, i) instanceof Value.Gelu gelu) {
                Value factor = graph.input(node, 1 - i);
                boolean x = factor.equals(gelu.of());
                boolean half = Numbers.isNumber(factor, 0.5);
                if (gelu.done() == Step.SUM && (x || half)) {
                    return gelu.after(x ? Step.TIMES_X : Step.HALVED);
                }
                if (gelu.done() == Step.TIMES_X && half || gelu.done() == Step.HALVED && x) {
                    return graph.pointwise(node, new Nonlinearity(ActivationFunction.GELU), gelu.of());
                }
            }
        }
        return null;
    }

    /** For a node that takes one of the steps for a feature. */
    static MalformedFileException refused(OnnxNode node, Value.Gelu gelu) {
        return gelu.done() == Step.QUOTIENT
                ? node.refused(
                        "gets a feature divided by √2, which can be read only as a part of GELU",
                        "put the factor into the weights beside it, or use nn.GELU() if it is GELU, and export again")
                : node.refused("takes a part of what looks like GELU", "use nn.GELU() and export again");
    }
}
