package org.featureflow.io.onnx;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Flatten;

/**
 * Operators that only arrange the axes of a feature anew: flattening, channels last within a block of ConvNeXt, the channel shuffle, tokens
 * and the heads of attention.
 */
final class AxisOperators {
    /** More than any network has, but a few bytes could ask for thousands. */
    private static final int MOST_AXES = 8;

    private AxisOperators() {}

    /** A feature with the axes that the graph has given it. */
    static Value.Arranged arranged(OnnxNode node, GraphReader graph, Value value) throws MalformedFileException {
        if (value instanceof Value.Arranged arranged) {
            return arranged;
        }
        Value of = value instanceof Value.Selection ? value : graph.feature(node, value);
        Arrangement map = Arrangement.ofMap(shape(of), graph.batch());
        return new Value.Arranged(of, of instanceof Value.Feature x ? map.first(x.rank()) : map, 1);
    }

    static Value.Arranged arranged(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return arranged(node, graph, graph.input(node, 0));
    }

    static FeatureShape shape(Value of) {
        return of instanceof Value.Selection s
                ? new FeatureShape(s.sources().size(), s.height(), s.width())
                : ((Value.Feature) of).shape();
    }

    /** A feature whose axes are a map's or a vector's again is one; channels in another order are a selection. */
    static Value settled(OnnxNode node, GraphReader graph, Value.Arranged x) throws MalformedFileException {
        Arrangement axes = x.arrangement();
        Arrangement map = Arrangement.ofMap(shape(x.of()), graph.batch());
        if (x.factor() != 1) {
            return x;
        }
        if (axes.equals(map)) {
            // A vector in the shape of a map is still one in the spec, where a product takes it for a map's factors.
            return x.of() instanceof Value.Feature f ? new Value.Feature(f.node(), f.shape(), 4) : x.of();
        }
        if (axes.equals(map.reshaped(List.of(0L, -1L)))) {
            return flat(node, graph, graph.feature(node, x.of()));
        }
        boolean shuffled = axes.rank() == 4
                && axes.isOf(1, Arrangement.Dimension.CHANNELS)
                && axes.with(1, map.axes().get(1)).equals(map);
        if (shuffled) {
            Value.Selection s = SelectionOperators.selection(node, graph, x.of());
            return s.with(axes.channels().stream().map(s.sources()::get).toList());
        }
        return x;
    }

    private static Value.Feature flat(OnnxNode node, GraphReader graph, Value.Feature x) {
        return x.rank() == 2 ? x : graph.add(node, new Flatten(), 2, x);
    }

    static Value flatten(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Arranged x = arranged(node, graph);
        long axis = node.integer("axis", 1);
        if (axis != 1 && axis != 1 - x.arrangement().rank()) {
            throw node.refused("flattens from axis " + axis + "; only axis 1, image by image, can be read");
        }
        return reshaped(node, graph, x, List.of(0L, -1L));
    }

    static Value reshape(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return SizeOperators.reshape(node, graph);
        }
        Value.Arranged x = graph.input(node, 0) instanceof Value.Grouped grouped ? grouped.x() : arranged(node, graph);
        return reshaped(node, graph, x, graph.sizes(node, 1));
    }

    private static Value reshaped(OnnxNode node, GraphReader graph, Value.Arranged x, List<Long> shape)
            throws MalformedFileException {
        Arrangement axes = shape.size() > MOST_AXES ? null : x.arrangement().reshaped(shape);
        Value made = axes == null ? null : settled(node, graph, x.with(axes));
        boolean mixed = made instanceof Value.Arranged a && a.arrangement().mixes();
        if (mixed && axes.groups(shape(x.of()), graph.batch()) > 0) {
            return new Value.Grouped((Value.Arranged) made);
        }
        if (made == null || mixed) {
            throw node.refused(
                    "reshapes a feature of " + shape(x.of()) + " to " + ShapeOperators.shown(shape),
                    "keep images, channels and positions apart, or flatten image by image with flatten(1)");
        }
        return made;
    }

    static Value transpose(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return SizeOperators.transpose(node, graph);
        }
        Value.Arranged x = arranged(node, graph);
        List<Long> order = node.integers("perm");
        Arrangement axes = x.arrangement().transposed(order);
        if (axes == null) {
            throw node.refused(
                    "changes the order of a feature's axes to " + order,
                    "keep features [batch, channels, height, width]; channels may be moved, rows and columns not exchanged");
        }
        return settled(node, graph, x.with(axes));
    }

    static Value unsqueeze(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return graph.input(node, 0) instanceof Value.Constant c
                            && c.tensor().type().isFloatingPoint()
                    ? unsqueezed(node, graph, c)
                    : ShapeOperators.same(node, graph);
        }
        Value.Arranged x = arranged(node, graph);
        List<Long> axes = axes(node, graph);
        int rank = x.arrangement().rank() + axes.size();
        List<Integer> added = positive(axes, rank);
        if (added.isEmpty() || rank > MOST_AXES || graph.input(node, 0) instanceof Value.Feature f && f.rank() == 4) {
            throw node.refused(
                    "adds axes " + axes + " to a feature of " + x.arrangement().rank() + " axes",
                    "only a vector can become a map of one row and column");
        }
        return settled(node, graph, x.with(x.arrangement().unsqueezed(added)));
    }

    /** Slopes, factors or summands of channels get axes for their positions where the exporter does not fold constants. */
    private static Value unsqueezed(OnnxNode node, GraphReader graph, Value.Constant numbers)
            throws MalformedFileException {
        StoredTensor tensor = numbers.tensor();
        List<Long> axes = axes(node, graph);
        int rank = tensor.shape().length + axes.size();
        List<Integer> added = positive(axes, rank);
        if (added.isEmpty() || rank > MOST_AXES) {
            throw node.refused("adds axes " + axes + " to " + tensor);
        }
        Iterator<Long> left = Numbers.axes(tensor).iterator();
        long[] shape = IntStream.range(0, rank)
                .mapToLong(a -> added.contains(a) ? 1 : left.next())
                .toArray();
        return new Value.Constant(new StoredTensor(tensor.type(), shape, tensor.data()), numbers.name());
    }

    static Value squeeze(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return ShapeOperators.same(node, graph);
        }
        Value.Arranged x = arranged(node, graph);
        List<Long> axes = axes(node, graph);
        List<Integer> removed = positive(axes, x.arrangement().rank());
        if (removed.isEmpty() || !x.arrangement().areEmpty(removed)) {
            throw node.refused("removes axes " + axes + " of a feature of " + shape(x.of()), "use flatten(1)");
        }
        return settled(node, graph, x.with(x.arrangement().without(removed)));
    }

    /** An attribute in older operator sets, an input in newer ones. */
    static List<Long> axes(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return node.hasInput(1) ? graph.sizes(node, 1) : node.integers("axes");
    }

    /** Axes counted from the first; empty if some is none of so many, or there twice. */
    static List<Integer> positive(List<Long> axes, int rank) {
        List<Integer> positive = LongStream.range(0, axes.size())
                .map(i -> axes.get((int) i))
                .map(a -> a < 0 ? a + rank : a)
                .filter(a -> a >= 0 && a < rank)
                .distinct()
                .mapToObj(a -> (int) a)
                .toList();
        return positive.size() == axes.size() ? positive : List.of();
    }
}
