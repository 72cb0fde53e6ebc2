package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.onnx.Arrangement.Dimension;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.FirstPosition;

/** Parts of features that are not in the order of a map: the queries, keys or values of a packed projection, the first position. */
final class PartOperators {
    private PartOperators() {}

    static Value gather(OnnxNode node, GraphReader graph, Value.Arranged x) throws MalformedFileException {
        int axis = axis(node, x, node.integer("axis", 0));
        List<Long> indices = graph.sizes(node, 1);
        if (indices.size() != 1) {
            throw node.refused("gathers " + indices.size() + " parts of an axis", "take them one by one: qkv[0]");
        }
        long size = x.arrangement().sizes().get(axis);
        long at = indices.get(0) < 0 ? indices.get(0) + size : indices.get(0);
        Value.Arranged taken = taken(node, graph, x, axis, at, at + 1);
        boolean kept = graph.constant(node, 1).shape().length > 0;
        Arrangement left = kept ? taken.arrangement() : taken.arrangement().without(List.of(axis));
        return AxisOperators.settled(node, graph, taken.with(left));
    }

    /** One value for each part of a split. */
    static Value split(OnnxNode node, GraphReader graph, Value.Arranged x) throws MalformedFileException {
        int axis = axis(node, x, node.integer("axis", 0));
        int size = Numbers.toInt(node, x.arrangement().sizes().get(axis));
        List<Value> made = new ArrayList<>();
        int from = 0;
        for (int length : SelectionOperators.lengths(node, graph, size)) {
            made.add(AxisOperators.settled(node, graph, taken(node, graph, x, axis, from, from + length)));
            from += length;
        }
        return new Value.Parts(made);
    }

    static Value slice(OnnxNode node, GraphReader graph, Value.Arranged x, List<SelectionOperators.Cut> cuts)
            throws MalformedFileException {
        Value.Arranged taken = x;
        for (SelectionOperators.Cut cut : cuts) {
            int axis = axis(node, taken, cut.axis());
            long size = taken.arrangement().sizes().get(axis);
            if (cut.step() != 1) {
                throw node.refused("takes every " + cut.step() + "th of axis " + cut.axis());
            }
            long from = cut.start() < 0 ? cut.start() + size : cut.start();
            long to = cut.end() < 0 ? cut.end() + size : Math.min(size, cut.end());
            taken = taken(node, graph, taken, axis, from, to);
        }
        return AxisOperators.settled(node, graph, taken);
    }

    /** The first row and column of a map; null if the slice is another. */
    static Value firstOfMap(OnnxNode node, GraphReader graph, List<SelectionOperators.Cut> cuts)
            throws MalformedFileException {
        List<Long> axes = cuts.stream().map(SelectionOperators.Cut::axis).toList();
        boolean first = axes.equals(List.of(2L, 3L))
                && cuts.stream().allMatch(c -> c.start() == 0 && c.end() == 1 && c.step() == 1);
        return first ? graph.add(node, new FirstPosition(), 4, graph.map(node, 0)) : null;
    }

    /** A run of an axis, such as a third of the channels that a packed projection makes. */
    private static Value.Arranged taken(
            OnnxNode node, GraphReader graph, Value.Arranged x, int axis, long from, long to)
            throws MalformedFileException {
        Arrangement axes = x.arrangement();
        long size = axes.sizes().get(axis);
        if (from == 0 && to == size) {
            return x;
        }
        FeatureShape map = AxisOperators.shape(x.of());
        if (from == 0 && to == 1 && axes.isAll(axis, Dimension.POSITIONS, map.height() * map.width())) {
            Value.Feature first = graph.add(node, new FirstPosition(), 4, graph.arranged(node, x));
            return new Value.Arranged(first, axes.with(axis, List.of()), 1);
        }
        boolean inside = from >= 0 && from < to && to <= size;
        if (!inside || axes.axes().get(axis).size() != 1 || !axes.isOf(axis, Dimension.CHANNELS)) {
            throw node.refused(
                    "takes " + from + " to " + to + " of axis " + axis,
                    "only the first position, or some channels, can be taken");
        }
        Value.Selection all = SelectionOperators.selection(node, graph, x.of());
        ChannelPart part = ChannelPart.of(axes, axis, (int) from, (int) to);
        graph.spend(node, (long) Integer.BYTES * part.channels().size());
        Value.Selection some =
                all.with(part.channels().stream().map(all.sources()::get).toList());
        return new Value.Arranged(some, part.arrangement(), x.factor());
    }

    static int axis(OnnxNode node, Value.Arranged x, long axis) throws MalformedFileException {
        List<Integer> positive =
                AxisOperators.positive(List.of(axis), x.arrangement().rank());
        if (positive.isEmpty()) {
            throw node.refused(
                    "takes a part of axis " + axis + " of " + x.arrangement().rank());
        }
        return positive.get(0);
    }
}
