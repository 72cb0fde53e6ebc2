package org.featureflow.io.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;

/** The nodes that an ONNX graph has become so far, and their arrays. What was added can still be changed by what the graph says later. */
final class GraphNodes {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Set<String> vectors = new HashSet<>();
    private final Map<String, StoredTensor> arrays = new LinkedHashMap<>();

    /** In order of computation. */
    List<Node> all() {
        return nodes;
    }

    /** By qualified name. */
    Map<String, StoredTensor> arrays() {
        return arrays;
    }

    /** One array of a node; null if it has none of that name. */
    StoredTensor array(String node, String array) {
        return arrays.get(node + "." + array);
    }

    /** A new node at the end. */
    Value.Feature add(String name, Layer layer, Map<String, StoredTensor> own, int rank, Value.Feature... inputs) {
        List<FeatureShape> shapes = new ArrayList<>();
        List<String> from = new ArrayList<>();
        for (Value.Feature input : inputs) {
            shapes.add(input.shape());
            from.add(input.node());
        }
        FeatureShape shape = layer.output(shapes);
        positions.put(name, nodes.size());
        nodes.add(new Node(name, layer, from));
        if (rank == 2) {
            vectors.add(name);
        }
        own.forEach((array, tensor) -> arrays.put(name + "." + array, tensor));
        return new Value.Feature(name, shape, rank);
    }

    /** A node that was added. */
    Node node(String name) {
        return nodes.get(positions.get(name));
    }

    /** The layer of a node that was added; null for the input. */
    Layer layer(String node) {
        Integer position = positions.get(node);
        return position == null ? null : nodes.get(position).layer();
    }

    /** Whether a value's node makes [B, C], whatever shape the graph has given it since. */
    boolean isVector(Value.Feature value) {
        return vectors.contains(value.node());
    }

    /** Whether a value is what one node makes of another value alone. */
    boolean isMadeOf(Value.Feature value, Value.Feature input) {
        Integer position = positions.get(value.node());
        return position != null && nodes.get(position).inputs().equals(List.of(input.node()));
    }

    /** Puts a node, which may have another name, where one that was added is. */
    void replace(String added, Node by) {
        int position = positions.remove(added);
        positions.put(by.name(), position);
        nodes.set(position, by);
    }

    /** Gives a node that was added another layer and one array more or anew. */
    void replace(String node, Layer layer, String array, StoredTensor tensor) {
        replace(node, new Node(node, layer, node(node).inputs()));
        arrays.put(node + "." + array, tensor);
    }

    /** Calls a node that nothing reads yet otherwise, and its arrays with it. */
    Value.Feature rename(Value.Feature x, String name) {
        Node node = node(x.node());
        replace(x.node(), new Node(name, node.layer(), node.inputs()));
        for (ParameterSpec p : node.layer().parameters()) {
            arrays.put(name + "." + p.name(), arrays.remove(x.node() + "." + p.name()));
        }
        if (vectors.remove(x.node())) {
            vectors.add(name);
        }
        return new Value.Feature(name, x.shape(), x.rank());
    }

    /** Leaves out what the last node does not need, such as projections that were sliced. */
    void dropUnused() {
        Set<String> needed = new HashSet<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (i == nodes.size() - 1 || needed.contains(node.name())) {
                needed.add(node.name());
                needed.addAll(node.inputs());
            } else {
                node.layer().parameters().forEach(p -> arrays.remove(node.name() + "." + p.name()));
            }
        }
        nodes.removeIf(n -> !needed.contains(n.name()));
    }
}
