package org.featureflow.io.onnx;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Add;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Concat;
import org.featureflow.nn.LayerNorm;

/** What works on every position alike: norms, sums and concatenations. */
final class ChannelOperators {
    private ChannelOperators() {}

    static Value batchNorm(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value.Feature x = graph.feature(node, 0);
        if (node.integer("training_mode", 0) != 0) {
            throw node.refused("is in training mode", "call model.eval() before exporting");
        }
        int channels = x.shape().channels();
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        for (int i = 0; i < names.length; i++) {
            arrays.put(names[i], Numbers.vector(node, graph.constant(node, i + 1), channels));
        }
        float epsilon = node.real("epsilon", 1e-5f);
        float kept = node.real("momentum", 0.9f);
        if (!Float.isFinite(epsilon) || !Float.isFinite(kept)) {
            throw node.refused("has an epsilon of " + epsilon + " and a momentum of " + kept);
        }
        // ONNX counts what is kept of the running statistics, PyTorch what is taken from the new batch.
        double momentum = BigDecimal.ONE.subtract(Numbers.decimal(kept)).doubleValue();
        BatchNorm layer = new BatchNorm(channels, Numbers.decimal(epsilon).doubleValue(), momentum);
        return graph.add(node, layer, arrays, x.rank(), x);
    }

    /** Over the last axis, which has to be that of the channels. */
    static Value layerNorm(OnnxNode node, GraphReader graph) throws MalformedFileException {
        Value value = graph.input(node, 0);
        Value.Feature x = graph.arranged(node, value);
        int channels = x.shape().channels();
        Arrangement axes = AxisOperators.arranged(node, graph, value).arrangement();
        int last = axes.rank() - 1;
        long axis = node.integer("axis", -1);
        if (!axes.isAll(last, Arrangement.Dimension.CHANNELS, channels) || axis != -1 && axis != last) {
            throw node.refused(
                    "normalises other axes than the channels of each position",
                    "put the channels last before it: x.permute(0, 2, 3, 1)");
        }
        float epsilon = node.real("epsilon", 1e-5f);
        if (!Float.isFinite(epsilon)) {
            throw node.refused("has an epsilon of " + epsilon);
        }
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("weight", Numbers.vector(node, graph.constant(node, 1), channels));
        arrays.put(
                "bias",
                node.hasInput(2)
                        ? Numbers.vector(node, graph.constant(node, 2), channels)
                        : StoredTensor.ofFloats(new float[channels], channels));
        LayerNorm layer = new LayerNorm(channels, Numbers.decimal(epsilon).doubleValue());
        return GraphReader.like(value, graph.add(node, layer, arrays, x.rank(), x));
    }

    static Value add(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (node.inputs().size() != 2) {
            throw node.refused("adds " + node.inputs().size() + " values; only sums of two can be read");
        }
        if (!graph.isFeature(node, 0) && !graph.isFeature(node, 1)) {
            return SizeOperators.arithmetic(node, graph);
        }
        Value gelu = GeluOperators.plusOne(node, graph);
        if (gelu != null) {
            return gelu;
        }
        Value gate = HardSigmoidOperators.plusThree(node, graph);
        if (gate != null) {
            return gate;
        }
        if (!graph.isFeature(node, 0)) {
            return constant(node, graph, 1, 0);
        }
        if (!graph.isFeature(node, 1)) {
            return constant(node, graph, 0, 1);
        }
        Value.Feature a = graph.arranged(node, 0);
        Value.Feature b = graph.arranged(node, 1);
        requireEqualRank(node, List.of(a, b));
        graph.requireSameAxes(node);
        if (!a.shape().equals(b.shape())) {
            throw node.refused(
                    "adds features of " + a.shape() + " and " + b.shape() + "; only equal shapes can be added");
        }
        return GraphReader.like(graph.input(node, 0), graph.add(node, new Add(), a.rank(), a, b));
    }

    /** One number a channel is a bias, one a channel and position an embedding. */
    private static Value constant(OnnxNode node, GraphReader graph, int feature, int constant)
            throws MalformedFileException {
        Value embedded = TokenOperators.positions(node, graph, feature, constant);
        return embedded == null ? LinearOperators.bias(node, graph, feature, constant) : embedded;
    }

    static Value concat(OnnxNode node, GraphReader graph) throws MalformedFileException {
        boolean joinsFeatures = false;
        boolean arranged = false;
        for (int i = 0; i < node.inputs().size(); i++) {
            joinsFeatures |= graph.isFeature(node, i);
            arranged |= graph.input(node, i) instanceof Value.Arranged;
        }
        if (!joinsFeatures) {
            return ShapeOperators.concat(node, graph);
        }
        if (arranged) {
            return TokenOperators.classToken(node, graph);
        }
        Value padded = ZeroOperators.joined(node, graph);
        if (padded != null) {
            return padded;
        }
        List<Value.Feature> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(graph.feature(node, i));
        }
        requireEqualRank(node, inputs);
        int rank = inputs.get(0).rank();
        requireChannels(node, rank);
        return graph.add(node, new Concat(), rank, inputs.toArray(Value.Feature[]::new));
    }

    static void requireChannels(OnnxNode node, int rank) throws MalformedFileException {
        long axis = node.integer("axis", 1);
        if (axis != 1 && axis != 1 - rank) {
            throw node.refused("joins along axis " + axis + "; only channels, axis 1, can be joined");
        }
    }

    private static void requireEqualRank(OnnxNode node, List<Value.Feature> inputs) throws MalformedFileException {
        if (inputs.stream().mapToInt(Value.Feature::rank).distinct().count() != 1) {
            throw node.refused("mixes maps and vectors");
        }
    }

    static Value dropout(OnnxNode node, GraphReader graph) throws MalformedFileException {
        if (node.hasInput(2)) {
            StoredTensor training = graph.constant(node, 2);
            if (training.size() != 1 || training.toFloats()[0] != 0) {
                throw node.refused("is in training mode", "call model.eval() before exporting");
            }
        }
        return graph.input(node, 0);
    }
}
