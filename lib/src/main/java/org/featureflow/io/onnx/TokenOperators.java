package org.featureflow.io.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.io.onnx.Arrangement.Dimension;
import org.featureflow.nn.ClassToken;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GlobalAveragePool;
import org.featureflow.nn.PositionEmbedding;

/** What vision transformers do to the positions of a map besides attention. */
final class TokenOperators {
    private TokenOperators() {}

    /** A constant for every image is still that constant, since sums and the class token repeat it. */
    static Value expand(OnnxNode node, GraphReader graph) throws MalformedFileException {
        StoredTensor tensor = graph.constant(node, 0);
        List<Long> shape = graph.sizes(node, 1);
        List<Long> own = Numbers.axes(tensor);
        boolean images = own.size() == shape.size()
                && own.size() > 1
                && own.get(0) == 1
                && graph.isBatch(shape.get(0))
                && IntStream.range(1, own.size())
                        .allMatch(a -> List.of(1L, own.get(a)).contains(shape.get(a)));
        if (!images) {
            throw node.refused(
                    "repeats " + tensor + " to " + ShapeOperators.shown(shape),
                    "only one constant for every image, such as a class token, can be read");
        }
        return graph.input(node, 0);
    }

    /** A constant before the positions of every image. */
    static Value classToken(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (node.inputs().size() != 2 || !(graph.input(node, 1) instanceof Value.Arranged tokens)) {
            throw refusedJoin(node);
        }
        Value.Feature map = graph.arranged(node, tokens);
        Arrangement axes = tokens.arrangement();
        int axis = PartOperators.axis(node, tokens, node.integer("axis", 1));
        int channels = map.shape().channels();
        int positions = map.shape().height() * map.shape().width();
        StoredTensor tensor = graph.constant(node, 0);
        Arrangement one = axes.with(axis, List.of());
        List<Long> shape = Numbers.axes(tensor);
        boolean images = axes.isOf(0, Dimension.BATCH) && shape.equals(one.sizes()) && isRepeated(tensor, channels);
        boolean fits = axes.isAll(axis, Dimension.POSITIONS, positions)
                && axes.pieces(Dimension.CHANNELS).size() <= 1
                && (images || shape.equals(one.ofOneImage().sizes()));
        if (!fits) {
            throw refusedJoin(node);
        }
        StoredTensor token = StoredTensor.ofFloats(Arrays.copyOf(tensor.toFloats(), channels), channels);
        Value.Feature joined =
                graph.add(node, name(node, graph, 0), new ClassToken(channels), Map.of("weight", token), 4, map);
        return AxisOperators.settled(
                node, graph, new Value.Arranged(joined, axes.resized(axis, Dimension.POSITIONS, positions + 1L), 1));
    }

    /** With a fixed batch, exporters write the token once for every image. */
    private static boolean isRepeated(StoredTensor tensor, int length) {
        float[] values = tensor.toFloats();
        return IntStream.range(length, values.length).allMatch(i -> values[i] == values[i - length]);
    }

    private static MalformedFileException refusedJoin(OnnxNode node) {
        return node.refused(
                "joins features other than along the channels of maps",
                "only one constant, a class token, can be joined to positions, before the first");
    }

    /** Adds a constant to each channel of each of several positions; null if its axes are others. */
    static Value positions(OnnxNode node, GraphReader graph, int feature, int constant) throws MalformedFileException {
        StoredTensor tensor = graph.constant(node, constant);
        Value value = graph.input(node, feature);
        Value.Feature x = graph.arranged(node, value);
        Arrangement axes = AxisOperators.arranged(node, graph, value).arrangement();
        FeatureShape map = x.shape();
        int positions = map.height() * map.width();
        Arrangement image = axes.ofOneImage();
        List<Long> shape = image.sizes();
        List<Long> own = Numbers.axes(tensor);
        int missing = shape.size() - own.size();
        boolean fits = positions > 1
                && missing >= 0
                && own.equals(shape.subList(missing, shape.size()))
                && shape.subList(0, missing).stream().allMatch(size -> size == 1);
        boolean channelsLast = image.isInOrder(Dimension.POSITIONS, Dimension.CHANNELS);
        if (!fits || !channelsLast && !image.isInOrder(Dimension.CHANNELS, Dimension.POSITIONS)) {
            return null;
        }
        StoredTensor matrix = StoredTensor.ofFloats(
                tensor.toFloats(),
                channelsLast ? positions : map.channels(),
                channelsLast ? map.channels() : positions);
        Map<String, StoredTensor> arrays = Map.of("weight", channelsLast ? Numbers.transposed(matrix) : matrix);
        PositionEmbedding layer = new PositionEmbedding(map.channels(), positions);
        return GraphReader.like(value, graph.add(node, name(node, graph, constant), layer, arrays, x.rank(), x));
    }

    private static String name(OnnxNode node, GraphReader graph, int constant) throws MalformedFileException {
        return graph.input(node, constant) instanceof Value.Constant c
                ? NodeNames.ofParameter(node, c.name())
                : NodeNames.plain(node);
    }

    static Value mean(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Arranged x = AxisOperators.arranged(node, graph);
        Value.Feature map = graph.arranged(node, x);
        List<Long> axes = AxisOperators.axes(node, graph);
        List<Integer> reduced = AxisOperators.positive(axes, x.arrangement().rank());
        Arrangement ones = x.arrangement();
        for (int a : reduced) {
            ones = ones.isOf(a, Dimension.POSITIONS) ? ones.with(a, List.of()) : ones;
        }
        boolean positions = !reduced.isEmpty()
                && map.rank() == 4
                && ones.areEmpty(reduced)
                && ones.pieces(Dimension.POSITIONS).isEmpty();
        if (!positions) {
            throw node.refused(
                    "takes the mean over axes " + axes,
                    "only the mean over rows and columns (axes 2 and 3) or over all positions can be read; a layer norm is one"
                            + " operator from set 17 on");
        }
        Value.Feature pooled = graph.add(node, new GlobalAveragePool(), 4, map);
        Arrangement left = node.integer("keepdims", 1) != 0 ? ones : ones.without(reduced);
        return AxisOperators.settled(node, graph, new Value.Arranged(pooled, left, 1));
    }
}
