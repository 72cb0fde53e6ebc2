package org.featureflow.io.onnx;

import org.featureflow.io.MalformedFileException;
import org.featureflow.io.onnx.Arrangement.Dimension;
import org.featureflow.nn.Attention;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.PadShortcut;

/**
 * Scaled dot-product attention, written as a product of queries and keys, a softmax, and a product with the values. The scale may stand
 * before or behind the first product, or a part of it at each factor.
 */
final class AttentionOperators {
    /** Of the scale, in single precision. */
    private static final double TOLERANCE = 1e-5;

    /** From this operator set on a softmax runs along one axis; before, over all from its axis on, flattened. */
    private static final int ALONG_ONE_AXIS = 13;

    private static final String ADVICE =
            "masks and biases between positions are not supported; leave them out of the model and export again";

    private AttentionOperators() {}

    /** A product with one number; null if it is none of queries, keys or scores. */
    static Value times(OnnxNode node, GraphReader graph) throws MalformedFileException {
        for (int i = 0; i < 2; i++) {
            Double factor = Numbers.number(graph.input(node, 1 - i));
            Value scaled = factor == null ? null : scaled(graph.input(node, i), factor);
            if (scaled != null) {
                return scaled;
            }
        }
        return null;
    }

    static Value divide(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Double divisor = Numbers.number(graph.input(node, 1));
        return divisor == null ? null : scaled(graph.input(node, 0), 1 / divisor);
    }

    private static Value scaled(Value value, double factor) {
        if (value instanceof Value.Scores s && !s.weights()) {
            return new Value.Scores(s.queries(), s.keys(), s.factor() * factor, false);
        }
        return value instanceof Value.Arranged x ? x.scaled(factor) : null;
    }

    /**
     * The product of two features: the first or the second one of attention. Where a head has one channel, its axes may be a map's again, and
     * what was arranged a feature.
     */
    static Value product(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value first = graph.input(node, 0);
        Value second = graph.input(node, 1);
        if (first instanceof Value.Scores scores && scores.weights() && !(second instanceof Value.Begun)) {
            return means(node, graph, scores, AxisOperators.arranged(node, graph, second));
        }
        if (!(first instanceof Value.Begun) && !(second instanceof Value.Begun)) {
            Value.Arranged queries = AxisOperators.arranged(node, graph, first);
            Value.Arranged turned = AxisOperators.arranged(node, graph, second);
            Value.Arranged keys = turned.arrangement().rank() < 3
                    ? null
                    : new Value.Arranged(turned.of(), lastTwoExchanged(turned.arrangement()), 1);
            if (keys != null && keys.arrangement().equals(queries.arrangement())) {
                return new Value.Scores(queries, keys, queries.factor() * turned.factor(), false);
            }
        }
        throw node.refused(
                "multiplies two features, which can be read only as attention between all positions of one map",
                "attention within windows or to other features is not supported");
    }

    private static Arrangement lastTwoExchanged(Arrangement axes) {
        int last = axes.rank() - 1;
        return axes.with(last, axes.axes().get(last - 1))
                .with(last - 1, axes.axes().get(last));
    }

    static Value softmax(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!(graph.input(node, 0) instanceof Value.Scores scores) || scores.weights()) {
            throw node.refused("is no part of attention", "let the network end in its logits and export it again");
        }
        // Of the last axis both say the same.
        long axis = node.integer("axis", graph.opset() < ALONG_ONE_AXIS ? 1 : -1);
        if (axis != -1 && axis != scores.queries().arrangement().rank() - 1) {
            throw node.refused(
                    "runs along axis " + axis
                            + (node.has("axis")
                                    ? ""
                                    : ", which operator set " + graph.opset() + " means if none is named"),
                    "the weights of attention are a softmax over the last axis");
        }
        return new Value.Scores(scores.queries(), scores.keys(), scores.factor(), true);
    }

    private static Value means(OnnxNode node, GraphReader graph, Value.Scores scores, Value.Arranged values)
            throws MalformedFileException {
        Arrangement axes = scores.queries().arrangement();
        FeatureShape map = AxisOperators.shape(scores.queries().of());
        int positions = map.height() * map.width();
        int last = axes.rank() - 1;
        int width = (int) (long) axes.sizes().get(last);
        boolean heads = axes.isAll(last, Dimension.CHANNELS, width)
                && axes.isAll(last - 1, Dimension.POSITIONS, positions)
                && axes.pieces(Dimension.CHANNELS).size() <= 2;
        if (!heads || !axes.equals(values.arrangement())) {
            throw node.refused(
                    "is a weighted mean of other axes than the positions, or of other channels than a head's",
                    "attention takes queries, keys and values [batch, heads, positions, width]");
        }
        double scale = scores.factor() * Math.sqrt(width);
        if (!(Math.abs(scale - 1) <= TOLERANCE)) {
            throw node.refused(
                    "closes an attention whose scale is " + scores.factor() + ", not 1/√" + width,
                    "put what is over into the weights of the queries and export again");
        }
        requireUnscaled(node, values);
        Value.Feature means = graph.add(
                node,
                new Attention(map.channels() / width, width),
                4,
                part(node, graph, scores.queries(), ".query"),
                part(node, graph, scores.keys(), ".key"),
                part(node, graph, values, ".value"));
        return AxisOperators.settled(node, graph, new Value.Arranged(means, axes, 1));
    }

    /** What a packed projection makes for all three is made by a layer each, so that heads can be removed. */
    private static Value.Feature part(OnnxNode node, GraphReader graph, Value.Arranged x, String name)
            throws MalformedFileException {
        return x.of() instanceof Value.Selection s
                        && graph.nodes().layer(s.from().node()) instanceof Convolution c
                        && c.isPointwise()
                        && s.rowStep() == 1
                        && s.columnStep() == 1
                        && !s.sources().contains(PadShortcut.ZEROS)
                ? graph.slice(node, s, name)
                : graph.feature(node, x.of());
    }

    /** For a node that takes a feature times a number, which waits to become the scale of attention. */
    static void requireUnscaled(OnnxNode node, Value.Arranged x) throws MalformedFileException {
        if (x.factor() != 1) {
            throw node.refused(
                    "gets a feature times " + x.factor() + ", which can be read only as the scale of attention",
                    "put the factor into the weights beside it and export again");
        }
    }

    /** For a node that takes scores or weights for a feature. */
    static MalformedFileException refused(OnnxNode node) {
        return node.refused(
                "gets the scores or weights of attention, which can only be scaled, go through a softmax and be multiplied by"
                        + " the values",
                ADVICE);
    }
}
