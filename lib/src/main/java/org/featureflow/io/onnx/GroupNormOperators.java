package org.featureflow.io.onnx;

import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.GroupNorm;

/**
 * Group and instance norms. PyTorch's exporter spells a group norm out: a group's channels and positions become one axis, which an instance
 * norm normalises, and are put back; then come a factor and a summand for each channel, which {@link LinearOperators} puts into the norm.
 */
final class GroupNormOperators {
    private GroupNormOperators() {}

    static Value whole(OnnxNode node, GraphReader graph) throws MalformedFileException {
        return norm(node, graph, graph.feature(node, 0), Numbers.toInt(node, node.integer("num_groups", 0)));
    }

    static Value instance(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value value = graph.input(node, 0);
        Value.Arranged x =
                value instanceof Value.Grouped grouped ? grouped.x() : AxisOperators.arranged(node, graph, value);
        AttentionOperators.requireUnscaled(node, x);
        int groups = x.arrangement().groups(AxisOperators.shape(x.of()), graph.batch());
        if (groups == 0) {
            throw node.refused(
                    "normalises other axes than the positions of each channel, or of each group of channels",
                    "use nn.GroupNorm or nn.InstanceNorm2d on [batch, channels, height, width]");
        }
        Value.Feature normed = norm(node, graph, graph.feature(node, x.of()), groups);
        Value.Arranged made = new Value.Arranged(normed, x.arrangement(), 1);
        return value instanceof Value.Grouped ? new Value.Grouped(made) : AxisOperators.settled(node, graph, made);
    }

    private static Value.Feature norm(OnnxNode node, GraphReader graph, Value.Feature x, int groups)
            throws MalformedFileException {
        int channels = x.shape().channels();
        float epsilon = node.real("epsilon", 1e-5f);
        if (!Float.isFinite(epsilon)) {
            throw node.refused("has an epsilon of " + epsilon);
        }
        GroupNorm layer =
                new GroupNorm(channels, groups, Numbers.decimal(epsilon).doubleValue());
        Map<String, StoredTensor> arrays =
                Map.of("weight", perChannel(node, graph, 1, layer), "bias", perChannel(node, graph, 2, layer));
        return graph.add(node, layer, arrays, x.rank(), x);
    }

    /** Up to operator set 20, and where it is spelt out, there is a number for each group. */
    private static StoredTensor perChannel(OnnxNode node, GraphReader graph, int index, GroupNorm layer)
            throws MalformedFileException {
        StoredTensor tensor = graph.constant(node, index);
        if (tensor.size() == layer.channels()) {
            return Numbers.vector(node, tensor, layer.channels());
        }
        float[] each = Numbers.vector(node, tensor, layer.groups()).toFloats();
        float[] all = new float[layer.channels()];
        for (int c = 0; c < all.length; c++) {
            all[c] = each[c / layer.width()];
        }
        return StoredTensor.ofFloats(all, all.length);
    }

    /** For a node that takes grouped channels for a feature. */
    static MalformedFileException refused(OnnxNode node) {
        return node.refused(
                "gets a feature with channels and positions on one axis, which only an instance norm may, as a part of a group"
                        + " norm",
                "keep images, channels and positions apart, or flatten image by image with flatten(1)");
    }
}
