package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;
import org.featureflow.nn.ParameterSpec;

/** Fully connected layers. */
final class LinearOperators {
    private LinearOperators() {}

    static Value gemm(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (node.integer("transA", 0) != 0 || node.real("alpha", 1) != 1) {
            throw node.refused("transposes or scales its input", "export a plain linear layer");
        }
        boolean bias = node.hasInput(2);
        if (bias && node.real("beta", 1) != 1) {
            throw node.refused("scales its bias", "export a plain linear layer");
        }
        StoredTensor matrix = matrix(node, graph);
        StoredTensor weight = node.integer("transB", 0) != 0 ? Numbers.floats(matrix) : Numbers.transposed(matrix);
        return linear(node, graph, weight, bias ? graph.constant(node, 2) : null);
    }

    static Value matMul(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return graph.isFeature(node, 0) && graph.isFeature(node, 1)
                ? AttentionOperators.product(node, graph)
                : linear(node, graph, Numbers.transposed(matrix(node, graph)), null);
    }

    private static StoredTensor matrix(OnnxNode node, GraphReader graph) throws MalformedFileException {
        StoredTensor matrix = graph.constant(node, 1);
        if (matrix.shape().length != 2 || matrix.size() == 0) {
            throw node.refused("multiplies by " + matrix + ", which is no matrix");
        }
        return matrix;
    }

    /** For vectors, or for every position of a map whose channels come last: there it is a 1×1 convolution. */
    private static Value linear(OnnxNode node, GraphReader graph, StoredTensor weight, StoredTensor bias)
            throws MalformedFileException {
        Value value = graph.input(node, 0);
        Value.Feature x = graph.arranged(node, value);
        int out = Numbers.toInt(node, weight.shape()[0]);
        int in = x.shape().channels();
        boolean arranged = value instanceof Value.Arranged;
        if (!arranged && x.rank() != 2 || weight.shape()[1] != in) {
            throw node.refused("has a matrix for " + weight.shape()[1] + " values but gets "
                    + (x.rank() == 2 ? "" : "a map of ") + x.shape());
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", arranged ? StoredTensor.ofFloats(weight.toFloats(), out, in, 1, 1) : weight);
        if (bias != null) {
            arrays.put("bias", Numbers.vector(node, bias, out));
        }
        if (!arranged) {
            return graph.add(node, new Linear(in, out, bias != null), arrays, 2, x);
        }
        Arrangement axes = ((Value.Arranged) value).arrangement();
        int last = axes.rank() - 1;
        if (!axes.isAll(last, Arrangement.Dimension.CHANNELS, in)) {
            throw node.refused(
                    "multiplies other axes than the channels by its matrix",
                    "put the channels last before it: x.permute(0, 2, 3, 1)");
        }
        Convolution layer = new Convolution(in, out, 1, 1, 0, 1, bias != null);
        return new Value.Arranged(
                graph.add(node, layer, arrays, 4, x), axes.resized(last, Arrangement.Dimension.CHANNELS, out), 1);
    }

    /** Adds a constant to each channel: the bias of the layer before, where that has none yet, or a part of a group norm's. */
    static Value bias(OnnxNode node, GraphReader graph, int feature, int constant) throws MalformedFileException {
        Value.Feature x = graph.arranged(node, feature);
        StoredTensor values = graph.constant(node, constant);
        Layer before = graph.nodes().layer(x.node());
        boolean free = isForChannels(graph.input(node, feature), x, values) && graph.usedOnce(x.node());
        if (free && before instanceof Linear l && !l.bias()) {
            StoredTensor bias = Numbers.vector(node, values, l.out());
            graph.nodes().replace(x.node(), new Linear(l.in(), l.out(), true), "bias", bias);
            return graph.named(graph.input(node, feature), node.inputs().get(constant));
        }
        if (free && before instanceof Convolution c && !c.bias()) {
            StoredTensor bias = Numbers.vector(node, values, c.out());
            graph.nodes().replace(x.node(), c.withBias(true), "bias", bias);
            return graph.named(graph.input(node, feature), node.inputs().get(constant));
        }
        if (free && before instanceof GroupNorm n) {
            StoredTensor shift = graph.nodes().array(x.node(), "bias");
            graph.spend(node, (long) Float.BYTES * n.channels());
            graph.nodes().replace(x.node(), n, "bias", Numbers.sum(shift, Numbers.vector(node, values, n.channels())));
            return graph.named(graph.input(node, feature), name(node, graph, constant));
        }
        throw node.refused(
                "adds a constant, which can be read only as the bias of a linear layer, convolution or group norm right before it",
                "make it that layer's bias and export again");
    }

    /** What the file calls a constant, whatever axes it has been given since. */
    private static String name(OnnxNode node, GraphReader graph, int constant) throws MalformedFileException {
        return graph.input(node, constant) instanceof Value.Constant c
                        && !c.name().isEmpty()
                ? c.name()
                : node.inputs().get(constant);
    }

    /** Multiplies each channel by a constant, as ConvNeXt's layer scale does: a factor of the arrays of the layer before. */
    static Value scale(OnnxNode node, GraphReader graph, int feature, int constant) throws MalformedFileException {
        Value.Feature x = graph.arranged(node, feature);
        StoredTensor values = graph.constant(node, constant);
        Layer before = graph.nodes().layer(x.node());
        boolean affine = before instanceof Linear || before instanceof Convolution || before instanceof GroupNorm;
        if (!affine || !isForChannels(graph.input(node, feature), x, values) || !graph.usedOnce(x.node())) {
            throw node.refused(
                    "multiplies by a constant, which can be read only as one factor a channel right behind a linear layer,"
                            + " convolution or group norm",
                    "put it into the weights beside it, and export again");
        }
        float[] factors = Numbers.vector(node, values, x.shape().channels()).toFloats();
        for (ParameterSpec p : before.parameters()) {
            StoredTensor array = graph.nodes().array(x.node(), p.name());
            graph.spend(node, (long) Float.BYTES * array.size());
            graph.nodes().replace(x.node(), before, p.name(), Numbers.scaled(array, factors));
        }
        return graph.input(node, feature);
    }

    /** Numbers meet channels when the axes behind them have length 1. */
    static boolean isForChannels(Value value, Value.Feature x, StoredTensor numbers) {
        int axis = 1;
        int rank = x.rank();
        if (value instanceof Value.Arranged arranged) {
            Arrangement axes = arranged.arrangement();
            rank = axes.rank();
            axis = rank - 1;
            while (axis >= 0
                    && !axes.isAll(
                            axis, Arrangement.Dimension.CHANNELS, x.shape().channels())) {
                axis--;
            }
        }
        int behind = rank - 1 - axis;
        long[] shape = numbers.shape();
        return axis >= 0
                && shape.length > behind
                && shape.length <= rank
                && shape[shape.length - 1 - behind] == numbers.size();
    }
}
