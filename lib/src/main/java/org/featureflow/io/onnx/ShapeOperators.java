package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/**
 * Arithmetic on shapes, which exporters write for {@code x.view(x.size(0), -1)}: vectors of whole numbers, one of which may be the batch.
 */
final class ShapeOperators {
    private static final int LONGEST = 64;

    private ShapeOperators() {}

    static List<Long> numbers(OnnxNode node, Value value) throws MalformedFileException {
        if (value instanceof Value.Sizes sizes) {
            return sizes.values();
        }
        if (value instanceof Value.Constant constant
                && !constant.tensor().type().isFloatingPoint()
                && constant.tensor().size() <= 1 << 16) {
            return Arrays.stream(constant.tensor().toLongs()).boxed().toList();
        }
        throw node.refused(
                "takes whole numbers that the graph computes in a way that cannot be followed",
                "let the exporter fold constants, or use flatten(1) instead of a computed shape");
    }

    static Value sizes(OnnxNode node, List<Long> values) throws MalformedFileException {
        if (values.size() > LONGEST) {
            throw node.refused("makes a shape of " + values.size() + " numbers");
        }
        return new Value.Sizes(List.copyOf(values));
    }

    static Value constant(OnnxNode node) throws MalformedFileException {
        if (node.has("value")) {
            return new Value.Constant(node.tensor("value"));
        }
        if (node.has("value_int")) {
            return new Value.Constant(StoredTensor.ofLongs(new long[] {node.integer("value_int", 0)}));
        }
        if (node.has("value_ints")) {
            return sizes(node, node.integers("value_ints"));
        }
        if (node.has("value_float")) {
            return new Value.Constant(StoredTensor.ofFloats(new float[] {node.real("value_float", 0)}));
        }
        throw node.refused("holds neither a tensor nor a number");
    }

    static Value shape(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return sizes(node, List.of((long) graph.sizes(node, 0).size()));
        }
        List<Long> all = AxisOperators.arranged(node, graph).arrangement().sizes();
        int start = bounded(node.integer("start", 0), all.size());
        int end = bounded(node.integer("end", all.size()), all.size());
        return sizes(node, all.subList(Math.min(start, end), end));
    }

    /** A shape for a message. */
    static String shown(List<Long> shape) {
        return shape.toString().replace("" + Value.BATCH, "batch");
    }

    static int bounded(long at, int size) {
        return (int) Math.max(0, Math.min(size, at < 0 ? at + size : at));
    }

    /** Casts and changes of rank leave a vector of numbers as it is; constants too. */
    static Value same(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.isFeature(node, 0)) {
            throw node.refused("changes the type or rank of a feature", "keep features in float32 [B, C, H, W]");
        }
        Value value = graph.input(node, 0);
        boolean weights = node.operator().equals("Cast")
                && value instanceof Value.Constant c
                && c.tensor().type().isFloatingPoint();
        return weights || value instanceof Value.Sizes ? value : sizes(node, numbers(node, value));
    }

    static Value concat(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < node.inputs().size() && all.size() <= LONGEST; i++) {
            all.addAll(graph.sizes(node, i));
        }
        return sizes(node, all);
    }

    static Value gather(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> from = graph.sizes(node, 0);
        List<Long> taken = new ArrayList<>();
        for (long index : graph.sizes(node, 1)) {
            long at = index < 0 ? index + from.size() : index;
            if (at < 0 || at >= from.size()) {
                throw node.refused("takes number " + index + " of a shape of " + from.size());
            }
            taken.add(from.get((int) at));
        }
        return sizes(node, taken);
    }
}
