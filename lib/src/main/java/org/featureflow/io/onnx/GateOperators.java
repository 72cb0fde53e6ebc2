package org.featureflow.io.onnx;

import java.util.List;
import org.featureflow.io.MalformedFileException;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Multiply;
import org.featureflow.nn.Nonlinearity;

/** Products and the functions that make their factors: gates, and activations that are written as a product with a gate of themselves. */
final class GateOperators {
    /** Of the slope of a hard sigmoid, which files have as 1/6 in single precision or in a few decimals. */
    private static final double TOLERANCE = 1e-4;

    /** What a product may be a part of; each reads it or gives null. */
    private static final List<Operator> PARTS_THAT_MULTIPLY =
            List.of(GeluOperators::times, HardSigmoidOperators::times, ZeroOperators::times, AttentionOperators::times);

    private static final List<Operator> PARTS_THAT_DIVIDE =
            List.of(GeluOperators::divide, HardSigmoidOperators::divide, AttentionOperators::divide);

    private GateOperators() {}

    static Value hardSigmoid(OnnxNode node, GraphReader graph) throws MalformedFileException {
        float slope = node.real("alpha", 0.2f);
        float offset = node.real("beta", 0.5f);
        if (!(Math.abs(slope - ActivationExport.HARD_SIGMOID_SLOPE) <= TOLERANCE)
                || offset != ActivationExport.HARD_SIGMOID_OFFSET) {
            throw node.refused(
                    "has a slope of " + slope + " and an offset of " + offset,
                    "only PyTorch's and MobileNetV3's, 1/6 and 1/2, can be read");
        }
        return graph.pointwise(node, new Nonlinearity(ActivationFunction.HARD_SIGMOID));
    }

    static Value multiply(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value part = part(PARTS_THAT_MULTIPLY, node, graph);
        if (part != null) {
            return part;
        }
        if (graph.isFeature(node, 0) != graph.isFeature(node, 1)) {
            int feature = graph.isFeature(node, 0) ? 0 : 1;
            return LinearOperators.scale(node, graph, feature, 1 - feature);
        }
        if (!graph.isFeature(node, 0)) {
            return SizeOperators.arithmetic(node, graph);
        }
        Value.Feature a = graph.arranged(node, 0);
        Value.Feature b = graph.arranged(node, 1);
        graph.requireSameAxes(node);
        return GraphReader.like(graph.input(node, 0), product(node, graph, a, b));
    }

    /** A part of an activation, or a quotient of whole numbers. */
    static Value divide(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value part = part(PARTS_THAT_DIVIDE, node, graph);
        return part == null ? SizeOperators.arithmetic(node, graph) : part;
    }

    /** What the first of some readings makes of an operator; null if it is none of them. */
    private static Value part(List<Operator> readings, OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (Operator reading : readings) {
            Value read = reading.read(node, graph);
            if (read != null) {
                return read;
            }
        }
        return null;
    }

    private static Value.Feature product(OnnxNode node, GraphReader graph, Value.Feature a, Value.Feature b)
            throws MalformedFileException {
        if (a.rank() != b.rank()) {
            throw node.refused(
                    "multiplies a map by a vector", "give the vector two axes more: factors[:, :, None, None]");
        }
        ActivationFunction function = swish(graph, a, b);
        if (function != null) {
            return graph.merge(node, new Nonlinearity(function), a, b);
        }
        function = swish(graph, b, a);
        if (function != null) {
            return graph.merge(node, new Nonlinearity(function), b, a);
        }
        boolean turned = a.shape().size() < b.shape().size()
                || a.shape().equals(b.shape())
                        && graph.nodes().isVector(a)
                        && !graph.nodes().isVector(b);
        Value.Feature map = turned ? b : a;
        Value.Feature factors = turned ? a : b;
        boolean fit = factors.shape().equals(map.shape())
                || factors.shape().size() == map.shape().channels()
                        && factors.shape().channels() == map.shape().channels();
        if (!fit) {
            throw node.refused(
                    "multiplies features of " + a.shape() + " and " + b.shape(),
                    "only equal shapes, or a map and one factor a channel, can be multiplied");
        }
        return graph.add(node, new Multiply(), map.rank(), map, factors);
    }

    /** What x times a gate of x is, if the gate has no other use; null if it is none of the activations. */
    private static ActivationFunction swish(GraphReader graph, Value.Feature x, Value.Feature gate) {
        if (!graph.nodes().isMadeOf(gate, x) || !graph.usedOnce(gate.node())) {
            return null;
        }
        if (graph.nodes().layer(gate.node()).equals(new Nonlinearity(ActivationFunction.SIGMOID))) {
            return ActivationFunction.SILU;
        }
        return graph.nodes().layer(gate.node()).equals(new Nonlinearity(ActivationFunction.HARD_SIGMOID))
                ? ActivationFunction.HARD_SWISH
                : null;
    }
}
