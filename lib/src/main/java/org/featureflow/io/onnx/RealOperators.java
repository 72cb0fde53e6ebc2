package org.featureflow.io.onnx;

import java.util.List;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/** Single real numbers that a graph computes: the scale of attention from the width of a head. */
final class RealOperators {
    private RealOperators() {}

    /** To and from whole numbers; anything else stays as it is. */
    static Value cast(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.isFeature(node, 0)) {
            return ShapeOperators.same(node, graph);
        }
        Value value = graph.input(node, 0);
        boolean real = TensorType.of(Numbers.toInt(node, node.integer("to", 1)), NodeNames.plain(node))
                .isFloatingPoint();
        Double number = Numbers.number(value);
        if (number != null && !real) {
            return ShapeOperators.sizes(node, List.of((long) (double) number));
        }
        if (number == null
                && real
                && value instanceof Value.Sizes sizes
                && sizes.values().size() == 1) {
            return real(sizes.values().get(0));
        }
        return ShapeOperators.same(node, graph);
    }

    static Value root(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return real(Math.sqrt(number(node, graph, 0)));
    }

    static Value arithmetic(OnnxNode node, GraphReader graph) throws MalformedFileException {
        double a = number(node, graph, 0);
        double b = number(node, graph, 1);
        return real(
                switch (node.operator()) {
                    case "Mul" -> a * b;
                    case "Div" -> a / b;
                    case "Sub" -> a - b;
                    case "Add" -> a + b;
                    default -> throw node.refused("computes with real numbers");
                });
    }

    private static double number(OnnxNode node, GraphReader graph, int index) throws MalformedFileException {
        Double number = Numbers.number(graph.input(node, index));
        if (number == null) {
            throw node.refused("takes other than one real number", "let the exporter fold constants");
        }
        return number;
    }

    private static Value real(double number) {
        return new Value.Constant(StoredTensor.ofFloats(new float[] {(float) number}));
    }
}
