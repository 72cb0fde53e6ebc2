package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Layer;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.ParameterSpec;

/** The network as far as the ONNX graph has been read: its nodes, their arrays, and what every ONNX value stands for. */
final class GraphReader {
    /** One array may be the weight of several layers, but not of thousands. */
    private static final long MOST_RATIO = 8;

    private static final long ALWAYS_ALLOWED = 64L << 20;

    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Integer> uses;
    /** Node → the values that stand for its output. */
    private final Map<String, List<String>> called = new HashMap<>();

    private final GraphNodes nodes = new GraphNodes();
    private final Map<Value.Selection, Value.Feature> selected = new HashMap<>();
    private final NodeNames names = new NodeNames();
    private final long opset;
    private final long batch;
    private long bytesLeft;

    /**
     * Starts with constants and the input.
     *
     * @param opset version of the operator set
     * @param constants tensors by name
     * @param input name of the input's value
     * @param batch the input's number of images, {@link OnnxValue#ANY} if it is open
     * @param images shape of an image
     * @param uses value name → number of nodes that take it
     */
    GraphReader(
            long opset,
            Map<String, StoredTensor> constants,
            String input,
            long batch,
            FeatureShape images,
            Map<String, Integer> uses) {
        long bytes = 0;
        for (StoredTensor tensor : constants.values()) {
            bytes += tensor.data().remaining();
        }
        bytesLeft = ALWAYS_ALLOWED + MOST_RATIO * bytes;
        constants.forEach((name, tensor) -> values.put(name, new Value.Constant(tensor, name)));
        values.put(input, new Value.Feature(NetworkSpec.INPUT, images, 4));
        this.uses = uses;
        this.opset = opset;
        this.batch = batch > 0 ? batch : Value.BATCH;
    }

    /** Whether a number in a shape means every image of the batch. */
    boolean isBatch(long size) {
        return List.of(0L, -1L, 1L, batch).contains(size);
    }

    /** The number of images in a batch, {@link Value#BATCH} if it is open. */
    long batch() {
        return batch;
    }

    /** The version of the operator set, by which some operators mean different things. */
    long opset() {
        return opset;
    }

    /** What has been read so far. */
    GraphNodes nodes() {
        return nodes;
    }

    void set(String name, Value value) throws MalformedFileException {
        if (values.put(name, value) != null) {
            throw new MalformedFileException("two of its nodes make the value “" + name + "”");
        }
        Value.Feature feature = source(value);
        if (feature != null) {
            called.computeIfAbsent(feature.node(), n -> new ArrayList<>()).add(name);
        }
    }

    /** The feature that a value is under another name, in another order or, if it is a selection of everything, as it is. */
    private static Value.Feature source(Value value) {
        if (value instanceof Value.Selection selection) {
            return selection.from();
        }
        if (value instanceof Value.Arranged arranged) {
            return source(arranged.of());
        }
        if (value instanceof Value.Grouped grouped) {
            return source(grouped.x());
        }
        return value instanceof Value.Feature own ? own : null;
    }

    /** What an input of a node stands for. */
    Value input(OnnxNode node, int index) throws MalformedFileException {
        Value value = node.hasInput(index) ? values.get(node.inputs().get(index)) : null;
        if (value == null) {
            throw node.refused("lacks its input " + index);
        }
        return value;
    }

    boolean isFeature(OnnxNode node, int index) throws MalformedFileException {
        Value value = input(node, index);
        return value instanceof Value.Begun || value instanceof Value.Zeros || source(value) != null;
    }

    /** An input that has to be a feature of the network. */
    Value.Feature feature(OnnxNode node, int index) throws MalformedFileException {
        return feature(node, input(node, index));
    }

    Value.Feature feature(OnnxNode node, Value value) throws MalformedFileException {
        if (value instanceof Value.Selection selection) {
            return made(node, selection);
        }
        if (value instanceof Value.Feature feature) {
            return feature;
        }
        if (value instanceof Value.Arranged) {
            throw node.refused(
                    "gets a feature with its channels as the last axis or taken apart, which only layer norms, linear layers,"
                            + " activations, sums and attention may",
                    "put the axes back before it: x.permute(0, 3, 1, 2)");
        }
        if (value instanceof Value.Scores) {
            throw AttentionOperators.refused(node);
        }
        if (value instanceof Value.Gelu gelu) {
            throw GeluOperators.refused(node, gelu);
        }
        if (value instanceof Value.HardSigmoid gate) {
            throw HardSigmoidOperators.refused(node, gate);
        }
        if (value instanceof Value.Grouped) {
            throw GroupNormOperators.refused(node);
        }
        if (value instanceof Value.Zeros) {
            throw ZeroOperators.refused(node);
        }
        throw node.refused("computes with a constant where a feature is expected", "let the exporter fold constants");
    }

    /** An input that is a feature of the network, whatever the order of its axes. */
    Value.Feature arranged(OnnxNode node, int index) throws MalformedFileException {
        return arranged(node, input(node, index));
    }

    Value.Feature arranged(OnnxNode node, Value value) throws MalformedFileException {
        if (value instanceof Value.Arranged arranged) {
            AttentionOperators.requireUnscaled(node, arranged);
            return feature(node, arranged.of());
        }
        return feature(node, value);
    }

    /** That both inputs of a node have their axes in the same order. */
    void requireSameAxes(OnnxNode node) throws MalformedFileException {
        boolean arranged = input(node, 0) instanceof Value.Arranged || input(node, 1) instanceof Value.Arranged;
        if (arranged && !axes(node, 0).equals(axes(node, 1))) {
            throw node.refused(
                    "computes with two features whose axes have another order each",
                    "give both the axes of the first before it");
        }
    }

    private Arrangement axes(OnnxNode node, int index) throws MalformedFileException {
        return AxisOperators.arranged(node, this, input(node, index)).arrangement();
    }

    /** An input [B, C, H, W]. */
    Value.Feature map(OnnxNode node, int index) throws MalformedFileException {
        return map(node, input(node, index));
    }

    Value.Feature map(OnnxNode node, Value value) throws MalformedFileException {
        Value.Feature feature = feature(node, value);
        if (feature.rank() != 4) {
            throw node.refused("gets a vector where a map of rows and columns is expected");
        }
        return feature;
    }

    /** An input that has to be in the file. */
    StoredTensor constant(OnnxNode node, int index) throws MalformedFileException {
        if (input(node, index) instanceof Value.Constant constant) {
            return constant.tensor();
        }
        throw node.refused(
                "takes as input " + index + " what the graph computes, not a constant",
                "let the exporter fold constants");
    }

    /** Whole numbers: a constant or computed from shapes. */
    List<Long> sizes(OnnxNode node, int index) throws MalformedFileException {
        return ShapeOperators.numbers(node, input(node, index));
    }

    /** Whether nothing but one node takes what a node makes, under any of its names: nodes that only pass it on give it another. */
    boolean usedOnce(String node) {
        List<String> names = called.getOrDefault(node, List.of());
        return !names.isEmpty() && names.stream().allMatch(n -> uses.getOrDefault(n, 0) == 1);
    }

    /** A layer without arrays that does the same to every element of its input. */
    Value pointwise(OnnxNode node, Layer layer) throws MalformedFileException {
        return pointwise(node, layer, input(node, 0));
    }

    /** The same where the operators before have told what the input is. */
    Value pointwise(OnnxNode node, Layer layer, Value value) throws MalformedFileException {
        return like(value, same(node, layer, arranged(node, value)));
    }

    /** A feature with its axes in the order of another one of the same shape. */
    static Value like(Value value, Value.Feature made) {
        return value instanceof Value.Arranged a ? new Value.Arranged(made, a.arrangement(), 1) : made;
    }

    /** A layer without arrays that keeps the rank of its input. */
    Value.Feature same(OnnxNode origin, Layer layer, Value.Feature input) {
        return add(origin, layer, input.rank(), input);
    }

    /** A layer without arrays. */
    Value.Feature add(OnnxNode origin, Layer layer, int rank, Value.Feature... inputs) {
        return nodes.add(names.of(origin), layer, Map.of(), rank, inputs);
    }

    /** A layer with arrays, named as they are. */
    Value.Feature add(OnnxNode origin, Layer layer, Map<String, StoredTensor> own, int rank, Value.Feature... inputs)
            throws MalformedFileException {
        allow(origin, layer, own);
        return nodes.add(names.ofArrays(origin), layer, own, rank, inputs);
    }

    /** A layer with arrays under a name of one's choice, or one like it. */
    Value.Feature add(
            OnnxNode origin, String name, Layer layer, Map<String, StoredTensor> own, int rank, Value.Feature... inputs)
            throws MalformedFileException {
        allow(origin, layer, own);
        return nodes.add(names.unique(name), layer, own, rank, inputs);
    }

    /** A layer for some channels of those that a 1×1 convolution makes. */
    Value.Feature slice(OnnxNode origin, Value.Selection channels, String ending) throws MalformedFileException {
        Node packed = nodes.node(channels.from().node());
        Convolution all = (Convolution) packed.layer();
        int[] rows = channels.sources().stream().mapToInt(Integer::intValue).toArray();
        Map<String, StoredTensor> own = new LinkedHashMap<>();
        for (ParameterSpec p : all.parameters()) {
            own.put(p.name(), Numbers.rows(nodes.array(packed.name(), p.name()), rows));
        }
        FeatureShape map = channels.from().shape();
        Value.Feature input = new Value.Feature(packed.inputs().get(0), map.withChannels(all.in()), 4);
        Convolution some = new Convolution(all.in(), rows.length, 1, 1, 0, 1, all.bias());
        return add(origin, packed.name() + ending, some, own, 4, input);
    }

    /** A few bytes can ask for the same large array again and again, or for a shortcut between thousands of channels. */
    private void allow(OnnxNode origin, Layer layer, Map<String, StoredTensor> own) throws MalformedFileException {
        long bytes = own.values().stream().mapToLong(t -> t.data().remaining()).sum();
        long shortcut = layer instanceof PadShortcut s
                ? (long) Float.BYTES * s.in() * s.sources().size()
                : 0;
        spend(origin, bytes + shortcut);
    }

    /** Counts what a node makes of the file's arrays. */
    void spend(OnnxNode origin, long bytes) throws MalformedFileException {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw origin.refused(
                    "and those before it take far more memory than the file has",
                    "give every layer weights of its own");
        }
    }

    /** Makes of the gate that a product alone takes and of the product one layer, called as the product. */
    Value.Feature merge(OnnxNode product, Layer layer, Value.Feature input, Value.Feature gate) {
        Node merged = new Node(names.of(product), layer, List.of(input.node()));
        nodes.replace(gate.node(), merged);
        return new Value.Feature(merged.name(), input.shape(), input.rank());
    }

    /** Calls a node that nothing reads yet after its bias, where that has the name of a module. */
    Value named(Value value, String bias) {
        Value.Feature x = source(value);
        String name = names.ofBias(bias, x.node());
        if (name.equals(x.node())) {
            return value;
        }
        return like(value, nodes.rename(x, name));
    }

    private Value.Feature made(OnnxNode consumer, Value.Selection selection) throws MalformedFileException {
        Value.Feature known = selected.get(selection);
        if (known != null) {
            return known;
        }
        if (selection.rowStep() != selection.columnStep()) {
            throw consumer.refused("gets every " + selection.rowStep() + "th row but every " + selection.columnStep()
                    + "th column of a map, which no layer of the toolkit does");
        }
        int channels = selection.from().shape().channels();
        boolean all = selection.rowStep() == 1
                && selection
                        .sources()
                        .equals(IntStream.range(0, channels).boxed().toList());
        PadShortcut shortcut = new PadShortcut(channels, selection.rowStep(), selection.sources());
        allow(consumer, shortcut, Map.of());
        Value.Feature feature = all
                ? selection.from()
                : nodes.add(
                        names.unique(selection.name()),
                        shortcut,
                        Map.of(),
                        selection.from().rank(),
                        selection.from());
        selected.put(selection, feature);
        return feature;
    }
}
