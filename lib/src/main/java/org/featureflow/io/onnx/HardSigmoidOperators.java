package org.featureflow.io.onnx;

import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.io.onnx.Value.HardSigmoid.Step;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Nonlinearity;

/**
 * The hard sigmoid that a model spells out, {@code F.relu6(x + 3) / 6}, as GhostNet and many copies of MobileNetV3 do. A product with x makes
 * it the hard swish; it may stand before the division.
 */
final class HardSigmoidOperators {
    private HardSigmoidOperators() {}

    /** The first step; null if the sum is another, such as that of a layer with its bias. */
    static Value plusThree(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            Value x = graph.input(node, i);
            boolean first = graph.isFeature(node, i)
                    && !(x instanceof Value.Begun)
                    && Numbers.isNumber(graph.input(node, 1 - i), 3);
            if (first && !isBias(x, graph.arranged(node, i), graph.constant(node, 1 - i))) {
                return new Value.HardSigmoid(x, Step.SUM);
            }
        }
        return null;
    }

    /** A single number can be that of one channel only. */
    private static boolean isBias(Value x, Value.Feature feature, StoredTensor number) {
        return feature.shape().channels() == 1 && LinearOperators.isForChannels(x, feature, number);
    }

    /** The step from x + 3 to what {@code F.relu6} makes of it; null if the value or the bounds are others. */
    static Value clip(Value value, double min, double max) {
        return value instanceof Value.HardSigmoid gate && gate.done() == Step.SUM && min == 0 && max == 6
                ? gate.after(Step.CLIPPED)
                : null;
    }

    /** The step that multiplies by x, or by a sixth; null if the product is another. */
    static Value times(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.input(node, i) instanceof Value.HardSigmoid gate && gate.done() != Step.SUM) {
                Value factor = graph.input(node, 1 - i);
                if (gate.done() == Step.CLIPPED && factor.equals(gate.of())) {
                    return gate.after(Step.TIMES_X);
                }
                if (Numbers.isNumber(factor, 1.0 / 6)) {
                    return whole(node, graph, gate);
                }
            }
        }
        return null;
    }

    /** The last step; null if the quotient is another. */
    static Value divide(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return graph.input(node, 0) instanceof Value.HardSigmoid gate
                        && gate.done() != Step.SUM
                        && Numbers.isNumber(graph.input(node, 1), 6)
                ? whole(node, graph, gate)
                : null;
    }

    private static Value whole(OnnxNode node, GraphReader graph, Value.HardSigmoid gate) throws MalformedFileException {
        ActivationFunction function =
                gate.done() == Step.TIMES_X ? ActivationFunction.HARD_SWISH : ActivationFunction.HARD_SIGMOID;
        return graph.pointwise(node, new Nonlinearity(function), gate.of());
    }

    /** For a node that takes one of the steps for a feature. */
    static MalformedFileException refused(OnnxNode node, Value.HardSigmoid gate) {
        return gate.done() == Step.SUM
                ? node.refused(
                        "gets a feature plus 3, which can be read only as a part of a hard sigmoid",
                        "put the constant into the bias before it, or use nn.Hardsigmoid() if it is one, and export again")
                : node.refused(
                        "takes a part of what looks like a hard sigmoid",
                        "use nn.Hardsigmoid() or nn.Hardswish() and export again");
    }
}
