package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/**
 * Rows of whole numbers: PyTorch's exporter turns the pads of {@code F.pad}, last axis first, into ONNX's order by filling up with zeros,
 * folding to pairs, reversing and transposing them.
 */
final class SizeOperators {
    private static final int LONGEST = 64;
    private static final String ADVICE =
            "let the exporter fold constants, or use flatten(1) instead of a computed shape";

    private SizeOperators() {}

    private static Value.Sizes input(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return graph.input(node, 0) instanceof Value.Sizes s ? s : new Value.Sizes(graph.sizes(node, 0));
    }

    static Value filled(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> shape = graph.sizes(node, 0);
        StoredTensor value = node.tensor("value");
        long count = shape.size() == 1 ? shape.get(0) : -1;
        if (count < 0 || count > LONGEST || value == null || value.type().isFloatingPoint() || value.size() != 1) {
            throw node.refused("makes a constant of shape " + shape, ADVICE);
        }
        return new Value.Sizes(Collections.nCopies((int) count, value.toLongs()[0]));
    }

    static Value reshape(OnnxNode node, GraphReader graph) throws MalformedFileException {
        List<Long> values = graph.sizes(node, 0);
        List<Long> target = graph.sizes(node, 1);
        if (target.size() == 1) {
            return ShapeOperators.sizes(node, values);
        }
        long columns = target.size() == 2 ? target.get(1) : 0;
        if (columns < 1 || columns > LONGEST || values.size() > LONGEST || values.size() % columns != 0) {
            throw node.refused("arranges whole numbers as " + target, ADVICE);
        }
        return new Value.Sizes(values, (int) columns);
    }

    static Value transpose(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.input(node, 0) instanceof Value.Constant c
                && c.tensor().type().isFloatingPoint()
                && c.tensor().shape().length == 2
                && (!node.has("perm") || node.integers("perm").equals(List.of(1L, 0L)))) {
            graph.spend(node, (long) Float.BYTES * c.tensor().size());
            return new Value.Constant(Numbers.transposed(c.tensor()));
        }
        Value.Sizes s = input(node, graph);
        if (s.columns() == 0 || !node.integers("perm").equals(List.of(1L, 0L))) {
            throw node.refused("transposes other than rows and columns of whole numbers", ADVICE);
        }
        int rows = s.values().size() / s.columns();
        List<Long> transposed = IntStream.range(0, s.values().size())
                .mapToObj(i -> s.values().get(i % rows * s.columns() + i / rows))
                .toList();
        return new Value.Sizes(transposed, rows);
    }

    static Value slice(
            OnnxNode node, GraphReader graph, List<Long> starts, List<Long> ends, List<Long> axes, List<Long> steps)
            throws MalformedFileException {
        Value.Sizes s = input(node, graph);
        boolean first = starts.size() == 1 && axes.get(0) == 0;
        if (!first || Math.abs(steps.get(0)) != 1) {
            throw node.refused("slices whole numbers along axes " + axes + " in steps of " + steps, ADVICE);
        }
        int length = Math.max(1, s.columns());
        int rows = s.values().size() / length;
        long step = steps.get(0);
        List<Long> taken = new ArrayList<>();
        // A backward slice may start at the last row and end before the first.
        long from = starts.get(0) < 0 ? starts.get(0) + rows : starts.get(0);
        long to = ends.get(0) < 0 ? Math.max(-1, ends.get(0) + rows) : Math.min(rows, ends.get(0));
        for (long row = Math.max(0, Math.min(step < 0 ? rows - 1 : rows, from));
                step < 0 ? row > to : row < to;
                row += step) {
            taken.addAll(s.values().subList((int) row * length, (int) (row + 1) * length));
            if (taken.size() > LONGEST) {
                throw node.refused("takes more than " + LONGEST + " whole numbers", ADVICE);
            }
        }
        return new Value.Sizes(List.copyOf(taken), s.columns());
    }

    /** What some operators do to numbers one by one, or to a vector and one number. */
    static Value arithmetic(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            if (graph.isFeature(node, i)) {
                throw node.refused(
                        "computes with features and constants, which no layer of the toolkit does",
                        "leave it out of the model, or put it into the weights beside it, and export again");
            }
        }
        if (Numbers.number(graph.input(node, 0)) != null && Numbers.number(graph.input(node, 1)) != null) {
            return RealOperators.arithmetic(node, graph);
        }
        List<Long> a = graph.sizes(node, 0);
        List<Long> b = graph.sizes(node, 1);
        if (a.isEmpty() || b.isEmpty() || a.size() != b.size() && a.size() != 1 && b.size() != 1) {
            throw refused(node, a, b);
        }
        List<Long> results = new ArrayList<>();
        for (int i = 0; i < Math.min(LONGEST, Math.max(a.size(), b.size())); i++) {
            long x = a.get(a.size() == 1 ? 0 : i);
            long y = b.get(b.size() == 1 ? 0 : i);
            if (!isKnown(node.operator(), x, y)) {
                throw refused(node, a, b);
            }
            results.add(
                    switch (node.operator()) {
                        case "Mul" -> Math.multiplyExact(x, y);
                        case "Sub" -> Math.subtractExact(x, y);
                        case "Div" -> x / y;
                        case "Mod" -> Math.floorMod(x, y);
                        case "Equal" -> x == y ? 1L : 0;
                        default -> Math.addExact(x, y);
                    });
        }
        return ShapeOperators.sizes(node, results);
    }

    /** Whether a result is the same for batches of every size, or a multiple of them. */
    private static boolean isKnown(String operator, long x, long y) {
        boolean open = isOfBatch(x) || isOfBatch(y);
        return switch (operator) {
            case "Mul" -> !(isOfBatch(x) && isOfBatch(y));
            case "Div" -> y != 0 && (!open || x % y == 0);
            case "Mod" -> y != 0 && !open;
            case "Equal" -> !open || x == y || x < 0 || y < 0;
            default -> !open;
        };
    }

    private static boolean isOfBatch(long size) {
        return size != 0 && size % Value.BATCH == 0;
    }

    private static MalformedFileException refused(OnnxNode node, List<Long> a, List<Long> b) {
        return node.refused("computes with " + a.size() + " and " + b.size() + " whole numbers", ADVICE);
    }

    /** As {@code x.expand(batch, -1, -1)} is written: where a size is −1, another. */
    static Value where(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 3; i++) {
            if (node.hasInput(i) && graph.isFeature(node, i)) {
                throw node.refused(
                        "chooses between values of a feature",
                        "masks are not supported; leave it out of the model and export again");
            }
        }
        List<Long> conditions = graph.sizes(node, 0);
        List<Long> a = graph.sizes(node, 1);
        List<Long> b = graph.sizes(node, 2);
        if (a.size() != conditions.size() || b.size() != conditions.size()) {
            throw refused(node, a, b);
        }
        return ShapeOperators.sizes(
                node,
                IntStream.range(0, a.size())
                        .mapToObj(i -> conditions.get(i) == 0 ? b.get(i) : a.get(i))
                        .toList());
    }
}
