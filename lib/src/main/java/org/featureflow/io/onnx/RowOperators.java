package org.featureflow.io.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.LayerNorm;

/**
 * Maps whose channels come last, as ConvNeXt has them within its blocks: a transposition there, layer norms and linear layers, which work on
 * the last axis, and a transposition back. Here they stay maps, and a linear layer is a 1×1 convolution.
 */
final class RowOperators {
    static final List<Long> THERE = List.of(0L, 2L, 3L, 1L);
    static final List<Long> BACK = List.of(0L, 3L, 1L, 2L);

    private RowOperators() {}

    static Value transpose(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value value = graph.input(node, 0);
        List<Long> order = node.integers("perm");
        if (value instanceof Value.Rows rows && order.equals(BACK)) {
            return rows.map();
        }
        if (!(value instanceof Value.Rows)) {
            Value.Feature map = graph.feature(node, 0);
            if (map.rank() == 4 && order.equals(THERE)) {
                return new Value.Rows(map);
            }
        }
        throw node.refused(
                "changes the order of a feature's axes to " + order,
                "keep features [batch, channels, height, width]; only [batch, height, width, channels] is known beside");
    }

    static Value layerNorm(OnnxNode node, GraphReader graph) throws MalformedFileException {
        boolean rows = graph.input(node, 0) instanceof Value.Rows;
        Value.Feature x = graph.either(node, 0);
        long last = rows ? 3 : 1;
        long axis = node.integer("axis", -1);
        if (!rows && x.rank() != 2 || axis != -1 && axis != last) {
            throw node.refused(
                    "normalises other axes than the channels of each position",
                    "put the channels last before it: x.permute(0, 2, 3, 1)");
        }
        float epsilon = node.real("epsilon", 1e-5f);
        if (!Float.isFinite(epsilon)) {
            throw node.refused("has an epsilon of " + epsilon);
        }
        int channels = x.shape().channels();
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", Numbers.vector(node, graph.constant(node, 1), channels));
        arrays.put(
                "bias",
                node.hasInput(2)
                        ? Numbers.vector(node, graph.constant(node, 2), channels)
                        : StoredTensor.ofFloats(new float[channels], channels));
        LayerNorm layer = new LayerNorm(channels, Numbers.decimal(epsilon).doubleValue());
        Value.Feature normed = graph.add(node, layer, arrays, x.rank(), x);
        return rows ? new Value.Rows(normed) : normed;
    }
}
