package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Linear;

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
        return linear(node, graph, Numbers.transposed(matrix(node, graph)), null);
    }

    private static StoredTensor matrix(OnnxNode node, GraphReader graph) throws MalformedFileException {
        StoredTensor matrix = graph.constant(node, 1);
        if (matrix.shape().length != 2 || matrix.size() == 0) {
            throw node.refused("multiplies by " + matrix + ", which is no matrix");
        }
        return matrix;
    }

    private static Value linear(OnnxNode node, GraphReader graph, StoredTensor weight, StoredTensor bias)
            throws MalformedFileException {
        Value.Feature x = graph.feature(node, 0);
        int out = Numbers.toInt(node, weight.shape()[0]);
        if (x.rank() != 2 || weight.shape()[1] != x.shape().channels()) {
            throw node.refused("has a matrix for " + weight.shape()[1] + " values but gets "
                    + (x.rank() == 2 ? "" : "a map of ") + x.shape());
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", weight);
        if (bias != null) {
            arrays.put("bias", Numbers.vector(node, bias, out));
        }
        Linear layer = new Linear(x.shape().channels(), out, bias != null);
        return graph.add(node, layer, arrays, 2, x);
    }

    /** Adds a constant to each channel: the bias of the layer before, where that has none yet. */
    static Value bias(OnnxNode node, GraphReader graph, int feature, int constant) throws MalformedFileException {
        Value.Feature x = graph.feature(node, feature);
        StoredTensor values = graph.constant(node, constant);
        Layer before = graph.layer(x.node());
        boolean free = graph.usedOnce(x.node());
        long[] shape = values.shape();
        // Numbers meet channels when the axes behind them have length 1.
        int behind = x.rank() - 2;
        boolean onChannels = shape.length > behind && shape[shape.length - 1 - behind] == values.size();
        if (free && onChannels && before instanceof Linear l && !l.bias()) {
            StoredTensor bias = Numbers.vector(node, values, l.out());
            graph.replace(x.node(), new Linear(l.in(), l.out(), true), "bias", bias);
            return x;
        }
        if (free && onChannels && before instanceof Convolution c && !c.bias()) {
            StoredTensor bias = Numbers.vector(node, values, c.out());
            Convolution with = new Convolution(c.in(), c.out(), c.kernel(), c.stride(), c.padding(), c.groups(), true);
            graph.replace(x.node(), with, "bias", bias);
            return x;
        }
        throw node.refused(
                "adds a constant, which can be read only as the bias of a linear layer or convolution right before it",
                "make it that layer's bias and export again");
    }
}
