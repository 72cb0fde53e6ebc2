package org.featureflow.io.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.io.ImageSize;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Flatten;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/** {@link OnnxModel} → spec and arrays. */
final class OnnxImport {
    private static final long OLDEST_OPSET = 7;
    private static final int LARGEST_IMAGE = 1 << 14;

    /** What comes out. */
    record Result(NetworkSpec spec, Map<String, StoredTensor> arrays) {}

    private OnnxImport() {}

    /**
     * Reads a graph.
     *
     * @param model the graph
     * @param size of an image, for a graph that leaves it open
     * @param name what to call a network that does not say it
     */
    static Result of(OnnxModel model, Optional<ImageSize> size, String name) throws MalformedFileException {
        if (model.opset() < OLDEST_OPSET) {
            throw new MalformedFileException("it uses operator set " + model.opset(), "export it with operator set 17");
        }
        OnnxValue input = only(
                "input",
                model.inputs().stream()
                        .filter(v -> !model.constants().containsKey(v.name()))
                        .toList());
        OnnxValue output = only("output", model.outputs());
        List<OnnxNode> live = live(model, output.name());
        Map<String, Integer> uses = new HashMap<>();
        live.forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
        uses.merge(output.name(), 1, Integer::sum);
        FeatureShape images = images(input, size);
        GraphReader graph = new GraphReader(
                model.opset(), model.constants(), input.name(), input.shape().get(0), images, uses);
        for (OnnxNode node : live) {
            Value value = Operators.read(node, graph);
            if (node.outputs().isEmpty()) {
                throw node.refused("makes nothing");
            }
            List<Value> made = value instanceof Value.Parts parts ? parts.outputs() : List.of(value);
            for (int i = 0; i < made.size(); i++) {
                graph.set(node.outputs().get(i), made.get(i));
            }
        }
        return new Result(
                spec(model, name, images, output, graph), graph.nodes().arrays());
    }

    private static NetworkSpec spec(
            OnnxModel model, String name, FeatureShape images, OnnxValue output, GraphReader graph)
            throws MalformedFileException {
        OnnxNode end = new OnnxNode(output.name(), "output", "", List.of(output.name()), List.of("logits"), Map.of());
        Value.Feature logits = graph.feature(end, 0);
        if (graph.nodes().arrays().isEmpty()) {
            throw new MalformedFileException(
                    "its output “" + output.name() + "” needs no weights", "export a classifier");
        }
        if (logits.shape().height() > 1 || logits.shape().width() > 1) {
            throw new MalformedFileException(
                    "its output “" + output.name() + "” is a map of " + logits.shape(), "export a classifier");
        }
        if (logits.rank() == 4) {
            logits = graph.add(end, new Flatten(), 2, logits);
        }
        graph.nodes().dropUnused();
        List<Node> nodes = graph.nodes().all();
        if (!nodes.get(nodes.size() - 1).name().equals(logits.node())) {
            throw new MalformedFileException(
                    "its output “" + output.name() + "” is not what its last node makes", "export a classifier");
        }
        Set<String> names = new HashSet<>(Set.of(NetworkSpec.INPUT));
        nodes.forEach(n -> names.add(n.name()));
        List<String> taps = ExportNotes.taps(model.metadata())
                .filter(names::containsAll)
                .orElseGet(() -> DefaultTaps.of(images, nodes));
        NetworkSpec spec = new NetworkSpec(
                ExportNotes.network(model.metadata(), name),
                images,
                logits.shape().size(),
                nodes,
                taps);
        if (!spec.head().layer().keepsZero()) {
            throw new MalformedFileException(
                    "its output “" + output.name() + "” is made by “"
                            + spec.head().name() + "”, which turns logits into something else",
                    "let the network end in its logits and export it again");
        }
        return spec;
    }

    private static OnnxValue only(String kind, List<OnnxValue> values) throws MalformedFileException {
        if (values.size() != 1) {
            throw new MalformedFileException(
                    "it has " + values.size() + " " + kind + "s ("
                            + values.stream().limit(5).map(OnnxValue::name).collect(Collectors.joining(", "))
                            + "), but a network here has one",
                    "export the classifier alone, with images in and logits out");
        }
        return values.get(0);
    }

    private static FeatureShape images(OnnxValue input, Optional<ImageSize> size) throws MalformedFileException {
        List<Long> shape = input.shape();
        if (shape.size() != 4) {
            throw new MalformedFileException(
                    "its input “" + input.name() + "” has " + shape.size()
                            + " axes, not [batch, channels, height, width]",
                    "export a network that takes images");
        }
        long height = shape.get(2);
        long width = shape.get(3);
        if (size.isPresent()) {
            ImageSize given = size.get();
            boolean other = height != OnnxValue.ANY && height != given.height()
                    || width != OnnxValue.ANY && width != given.width();
            if (other) {
                throw new MalformedFileException(
                        "its images have " + height + "×" + width + " pixels, not " + given,
                        "leave out the size, or export it for the other one");
            }
            height = given.height();
            width = given.width();
        }
        if (shape.get(1) == OnnxValue.ANY || height == OnnxValue.ANY || width == OnnxValue.ANY) {
            throw new MalformedFileException(
                    "its input “" + input.name() + "” has no fixed size",
                    "name the size of an image with --input HEIGHTxWIDTH, or export with only the batch dynamic");
        }
        if (Math.max(shape.get(1), Math.max(height, width)) > LARGEST_IMAGE) {
            throw new MalformedFileException("its input has " + shape + " numbers");
        }
        return new FeatureShape(shape.get(1).intValue(), (int) height, (int) width);
    }

    /** The nodes that the output needs, in the order of the file. */
    private static List<OnnxNode> live(OnnxModel model, String output) {
        Map<String, OnnxNode> makers = new HashMap<>();
        for (OnnxNode node : model.nodes()) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> makers.put(o, node));
        }
        Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            OnnxNode maker = makers.get(open.pop());
            if (maker != null && needed.add(maker)) {
                open.addAll(maker.inputs());
            }
        }
        List<OnnxNode> live = new ArrayList<>(model.nodes());
        live.removeIf(n -> !needed.contains(n));
        return live;
    }
}
