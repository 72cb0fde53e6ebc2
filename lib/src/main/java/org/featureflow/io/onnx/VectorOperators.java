package org.featureflow.io.onnx;

import java.util.List;
import java.util.stream.LongStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.nn.Flatten;
import org.featureflow.nn.GlobalAveragePool;

/** From maps to vectors. */
final class VectorOperators {
    private VectorOperators() {}

    static Value flatten(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.feature(node, 0);
        long axis = node.integer("axis", 1);
        if (axis != 1 && axis != 1 - x.rank()) {
            throw node.refused("flattens from axis " + axis + "; only axis 1, image by image, can be read");
        }
        return flat(node, graph, x);
    }

    private static Value flat(OnnxNode node, GraphReader graph, Value.Feature x) {
        return x.rank() == 2 ? x : graph.add(node, new Flatten(), 2, x);
    }

    static Value reshape(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (graph.input(node, 0) instanceof Value.Folded folded) {
            return ShuffleOperators.unfolded(node, graph, folded);
        }
        if (!graph.isFeature(node, 0)) {
            return SizeOperators.reshape(node, graph);
        }
        List<Long> target = graph.sizes(node, 1);
        Value folded = ShuffleOperators.folded(node, graph, target);
        if (folded != null) {
            return folded;
        }
        Value.Feature x = graph.feature(node, 0);
        int size = x.shape().size();
        boolean images = !target.isEmpty() && graph.isBatch(target.get(0));
        if (images && target.size() == 2) {
            long rest = target.get(1);
            boolean all = rest == size || rest == -1 && target.get(0) != -1 || rest == 0 && x.rank() == 2;
            if (all) {
                return flat(node, graph, x);
            }
        }
        List<Long> same = List.of((long) x.shape().channels(), (long) x.shape().height(), (long)
                x.shape().width());
        if (images
                && x.rank() == 4
                && target.size() == 4
                && target.subList(1, 4).equals(same)) {
            return x;
        }
        if (images && x.rank() == 2 && target.size() == 4 && isColumn(target.subList(1, 4), x)) {
            return column(x, 4);
        }
        throw node.refused(
                "reshapes a feature of " + x.shape() + " to "
                        + target.toString().replace("" + Value.BATCH, "batch"),
                "only flattening image by image can be read; use flatten(1)");
    }

    /** What follows the batch in {@code factors.view(batch, channels, 1, 1)}. */
    private static boolean isColumn(List<Long> axes, Value.Feature x) {
        long channels = axes.get(0);
        return (channels == x.shape().channels() || channels == -1) && axes.get(1) == 1 && axes.get(2) == 1;
    }

    /** A vector in the shape of a map: still a vector in the spec, where a product takes it for a map's factors. */
    private static Value.Feature column(Value.Feature x, int rank) {
        return new Value.Feature(x.node(), x.shape(), rank);
    }

    static Value unsqueeze(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return ShapeOperators.same(node, graph);
        }
        Value.Feature x = graph.feature(node, 0);
        List<Long> axes = axes(node, graph);
        int rank = x.rank() + axes.size();
        List<Long> behind = LongStream.range(x.rank(), rank).boxed().toList();
        List<Long> positive =
                axes.stream().map(a -> a < 0 ? a + rank : a).sorted().toList();
        if (rank > 4 || !positive.equals(behind)) {
            throw node.refused(
                    "adds axes " + axes + " to a feature of " + x.rank() + " axes",
                    "only a vector can become a map of one row and column");
        }
        return column(x, rank);
    }

    static Value squeeze(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (!graph.isFeature(node, 0)) {
            return ShapeOperators.same(node, graph);
        }
        Value.Feature x = graph.map(node, 0);
        List<Long> axes = axes(node, graph);
        boolean maps = axes.equals(List.of(2L, 3L)) || axes.equals(List.of(-2L, -1L)) || axes.equals(List.of(-1L, -2L));
        if (!maps || x.shape().height() != 1 || x.shape().width() != 1) {
            throw node.refused("removes axes " + axes + " of a feature of " + x.shape(), "use flatten(1)");
        }
        return flat(node, graph, x);
    }

    static Value mean(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.map(node, 0);
        List<Long> axes = axes(node, graph);
        List<Long> positive = axes.stream().map(a -> a < 0 ? a + 4 : a).sorted().toList();
        if (!positive.equals(List.of(2L, 3L))) {
            throw node.refused(
                    "takes the mean over axes " + axes,
                    "only the mean over rows and columns (axes 2 and 3) can be read; a layer norm is one operator from set 17 on");
        }
        Value.Feature pooled = graph.add(node, new GlobalAveragePool(), 4, x);
        return node.integer("keepdims", 1) != 0 ? pooled : flat(node, graph, pooled);
    }

    /** An attribute in older operator sets, an input in newer ones. */
    private static List<Long> axes(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return node.hasInput(1) ? graph.sizes(node, 1) : node.integers("axes");
    }
}
