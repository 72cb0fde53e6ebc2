package org.featureflow.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.featureflow.FeatureFlowException;

/**
 * An architecture as plain data: layers in the order they are computed, each naming its inputs. It is the only description of a network in
 * the toolkit; a pruned network is the same type with fewer channels.
 *
 * @param name what the network is called, such as {@code resnet56}
 * @param input shape of one image
 * @param classes number of classes, the length of the last node's output
 * @param nodes the graph; every node comes after its inputs and the last one makes the logits
 * @param taps names of the nodes whose outputs are the feature flow f_0 … f_L, in order
 */
public record NetworkSpec(String name, FeatureShape input, int classes, List<Node> nodes, List<String> taps) {
    /** The name that stands for the network's input in {@link Node#inputs}. */
    public static final String INPUT = "input";

    /**
     * Copies the lists and checks that the graph can be computed.
     *
     * @throws FeatureFlowException if a name is used or tapped twice or unknown, shapes do not fit, or the output has another length than
     *     {@code classes}
     */
    public NetworkSpec {
        nodes = List.copyOf(nodes);
        taps = List.copyOf(taps);
        Map<String, FeatureShape> shapes = walk(name, input, nodes);
        for (String tap : taps) {
            if (!shapes.containsKey(tap)) {
                throw new FeatureFlowException("Network " + name + " taps “" + tap + "”, which is no node of it.");
            }
            if (taps.indexOf(tap) != taps.lastIndexOf(tap)) {
                throw new FeatureFlowException("Network " + name + " taps “" + tap + "” twice; once is enough.");
            }
        }
        FeatureShape logits =
                nodes.isEmpty() ? input : shapes.get(nodes.get(nodes.size() - 1).name());
        if (!logits.equals(FeatureShape.vector(classes))) {
            throw new FeatureFlowException("Network " + name + " ends in " + logits + " but has " + classes
                    + " classes; its last layer must make one value a class.");
        }
        VectorNodes.require(name, nodes);
    }

    private static Map<String, FeatureShape> walk(String name, FeatureShape input, List<Node> nodes) {
        Map<String, FeatureShape> shapes = new LinkedHashMap<>();
        shapes.put(INPUT, input);
        for (Node node : nodes) {
            List<FeatureShape> inputs = new ArrayList<>();
            for (String from : node.inputs()) {
                FeatureShape shape = shapes.get(from);
                if (shape == null) {
                    throw new FeatureFlowException("Network " + name + ": node “" + node.name() + "” takes “" + from
                            + "”, which no earlier node is called.");
                }
                inputs.add(shape);
            }
            FeatureShape output;
            try {
                output = node.layer().output(inputs);
            } catch (FeatureFlowException e) {
                throw new FeatureFlowException(
                        "Network " + name + ", node “" + node.name() + "”: " + e.getMessage(), e);
            }
            if (shapes.put(node.name(), output) != null) {
                throw new FeatureFlowException("Network " + name + " has two nodes called “" + node.name() + "”.");
            }
        }
        return shapes;
    }

    /**
     * Output shapes of all nodes.
     *
     * @return node name → shape, in order of computation, beginning with {@link #INPUT}
     */
    public Map<String, FeatureShape> shapes() {
        return walk(name, input, nodes);
    }

    /**
     * A node by its name.
     *
     * @param nodeName the name
     * @return the node
     * @throws FeatureFlowException if there is none of that name
     */
    public Node node(String nodeName) {
        return nodes.stream()
                .filter(n -> n.name().equals(nodeName))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("Network " + name + " has no node “" + nodeName + "”."));
    }

    /**
     * All arrays of the network under PyTorch's names.
     *
     * @return qualified name such as {@code layer1.0.conv1.weight} → what it is, in order of computation
     */
    public Map<String, ParameterSpec> parameters() {
        Map<String, ParameterSpec> all = new LinkedHashMap<>();
        for (Node node : nodes) {
            for (ParameterSpec p : node.layer().parameters()) {
                all.put(node.name() + "." + p.name(), p);
            }
        }
        return all;
    }

    /**
     * The node that makes the logits, a flattening behind it aside.
     *
     * @return the last node that is no flattening
     */
    public Node head() {
        Node last = nodes.get(nodes.size() - 1);
        while (last.layer() instanceof Flatten && !last.inputs().get(0).equals(INPUT)) {
            last = node(last.inputs().get(0));
        }
        return last;
    }

    /**
     * The layer that has one row of weights a class: the last one with arrays, behind which others only pool, bend or flatten.
     *
     * @return a node whose layer is a {@link Linear}, or a {@link Convolution} without groups as in SqueezeNet
     * @throws FeatureFlowException if the network ends in anything else
     */
    public Node classifier() {
        return Classifier.of(this);
    }

    /**
     * The same network for another number of classes: its {@link #classifier} has other outputs, all else is as it was.
     *
     * @param number how many classes, at least 1
     * @return a checked copy
     * @throws FeatureFlowException if there is none, or the network ends in something of which no number of classes can be changed
     */
    public NetworkSpec withClasses(int number) {
        Node last = classifier();
        return new NetworkSpec(
                name, input, number, replaced(Map.of(last.name(), Classifier.of(last.layer(), number))), taps);
    }

    /**
     * The nodes that a name means.
     *
     * @param nodeName a node's name, or the beginning of names that ends in a dot: {@code layer1.} means all nodes within {@code layer1}
     * @return one node or several, in order of computation
     * @throws FeatureFlowException if there is none
     */
    public List<Node> within(String nodeName) {
        Predicate<String> meant = meantBy(nodeName);
        List<Node> found = nodes.stream().filter(n -> meant.test(n.name())).toList();
        return found.isEmpty() ? List.of(node(nodeName)) : found;
    }

    /**
     * Which names of nodes a name means.
     *
     * @param nodeName a name, or the beginning of names that ends in a dot, as {@link #within} takes it
     * @return true for the name itself, or for all that begin so
     */
    public static Predicate<String> meantBy(String nodeName) {
        return nodeName.endsWith(".") ? name -> name.startsWith(nodeName) : nodeName::equals;
    }

    /**
     * The trained arrays of some nodes.
     *
     * @param nodeNames names as {@link #within} takes them
     * @return qualified names, each once
     * @throws FeatureFlowException if a name means no node, or none that is trained
     */
    public List<String> arraysOf(Collection<String> nodeNames) {
        Set<String> arrays = new LinkedHashSet<>();
        for (String nodeName : nodeNames) {
            List<String> own = within(nodeName).stream()
                    .flatMap(node -> node.layer().parameters().stream()
                            .filter(p -> p.kind().trained())
                            .map(p -> node.name() + "." + p.name()))
                    .toList();
            if (own.isEmpty()) {
                throw new FeatureFlowException("There is nothing in “" + nodeName + "” of network " + name
                        + " that is trained; name convolutions, linear layers or norms.");
            }
            arrays.addAll(own);
        }
        return List.copyOf(arrays);
    }

    /**
     * The nodes that take a node's output.
     *
     * @param nodeName a node's name or {@link #INPUT}
     * @return its consumers in order of computation
     */
    public List<Node> consumers(String nodeName) {
        return nodes.stream().filter(n -> n.inputs().contains(nodeName)).toList();
    }

    /**
     * The same graph under another name.
     *
     * @param newName what to call it
     * @return a copy
     */
    public NetworkSpec named(String newName) {
        return new NetworkSpec(newName, input, classes, nodes, taps);
    }

    /**
     * The same network with some layers replaced, inputs and names unchanged.
     *
     * @param replacements node name → new layer
     * @return a checked copy
     * @throws FeatureFlowException if a name is unknown or the result cannot be computed
     */
    public NetworkSpec withLayers(Map<String, Layer> replacements) {
        Set<String> unknown = new HashSet<>(replacements.keySet());
        nodes.forEach(node -> unknown.remove(node.name()));
        if (!unknown.isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + name + " has no node called " + String.join(", ", unknown) + ".");
        }
        return new NetworkSpec(name, input, classes, replaced(replacements), taps);
    }

    private List<Node> replaced(Map<String, Layer> replacements) {
        return nodes.stream()
                .map(n -> new Node(n.name(), replacements.getOrDefault(n.name(), n.layer()), n.inputs()))
                .toList();
    }

    /**
     * This spec as JSON.
     *
     * @return one line of JSON with fields in a fixed order, so that equal specs give equal text
     */
    public String toJson() {
        return SpecJson.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param json the text
     * @return the spec
     * @throws FeatureFlowException if the text is not a valid spec
     */
    public static NetworkSpec fromJson(String json) {
        return SpecJson.read(json);
    }

    /**
     * Starts a network.
     *
     * @param name what to call it
     * @param input shape of one image
     * @return a builder to add layers to
     */
    public static NetworkBuilder builder(String name, FeatureShape input) {
        return new NetworkBuilder(name, input);
    }
}
