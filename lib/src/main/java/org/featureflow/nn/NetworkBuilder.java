package org.featureflow.nn;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Writes a {@link NetworkSpec} layer by layer. Each call takes the latest output unless told otherwise.
 *
 * <pre>{@code
 * NetworkSpec tiny = NetworkSpec.builder("tiny", new FeatureShape(3, 32, 32))
 *         .convolution("conv1", 16, 3, 1).batchNorm("bn1").relu("relu1").tap()
 *         .convolution("conv2", 16, 3, 1).batchNorm("bn2").relu("relu2").tap()
 *         .globalAveragePool("pool").flatten("flatten").linear("fc", 10)
 *         .build();
 * }</pre>
 */
public final class NetworkBuilder {
    private final String name;
    private final FeatureShape input;
    private final List<Node> nodes = new ArrayList<>();
    private final List<FeatureShape> shapes = new ArrayList<>();
    private final List<String> taps = new ArrayList<>();
    private String latest = NetworkSpec.INPUT;

    NetworkBuilder(String name, FeatureShape input) {
        this.name = name;
        this.input = input;
    }

    /**
     * Adds any layer.
     *
     * @param nodeName unique name
     * @param layer what it computes
     * @param inputs names of earlier nodes
     * @return this
     * @throws FeatureFlowException if an input is unknown or has the wrong shape
     */
    public NetworkBuilder add(String nodeName, Layer layer, String... inputs) {
        List<FeatureShape> given = new ArrayList<>();
        for (String from : inputs) {
            given.add(shapeOf(from));
        }
        try {
            shapes.add(layer.output(given));
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException("Network " + name + ", node “" + nodeName + "”: " + e.getMessage(), e);
        }
        nodes.add(new Node(nodeName, layer, List.of(inputs)));
        latest = nodeName;
        return this;
    }

    /**
     * Adds any layer after the latest one.
     *
     * @param nodeName unique name
     * @param layer what it computes
     * @return this
     */
    public NetworkBuilder then(String nodeName, Layer layer) {
        return add(nodeName, layer, latest);
    }

    /**
     * A convolution without bias whose padding keeps the map size at stride 1.
     *
     * @param nodeName unique name
     * @param out filters
     * @param kernel kernel size, odd
     * @param stride step
     * @return this
     */
    public NetworkBuilder convolution(String nodeName, int out, int kernel, int stride) {
        return then(nodeName, Convolution.of(channels(), out, kernel, stride, kernel / 2));
    }

    /**
     * Batch norm of the latest output.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder batchNorm(String nodeName) {
        return then(nodeName, BatchNorm.of(channels()));
    }

    /**
     * Layer norm of the latest output's channels, position by position.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder layerNorm(String nodeName) {
        return then(nodeName, LayerNorm.of(channels()));
    }

    /**
     * Group norm of the latest output.
     *
     * @param nodeName unique name
     * @param groups number of groups, which the channels divide into
     * @return this
     */
    public NetworkBuilder groupNorm(String nodeName, int groups) {
        return then(nodeName, GroupNorm.of(channels(), groups));
    }

    /**
     * A rectifier.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder relu(String nodeName) {
        return then(nodeName, new Relu());
    }

    /**
     * A rectifier with a learned slope for each channel of the latest output.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder prelu(String nodeName) {
        return then(nodeName, new PRelu(channels(), false));
    }

    /**
     * A function of every element.
     *
     * @param nodeName unique name
     * @param function which one
     * @return this
     */
    public NetworkBuilder activation(String nodeName, ActivationFunction function) {
        return then(nodeName, new Nonlinearity(function));
    }

    /**
     * A max pool without padding whose stride is its size.
     *
     * @param nodeName unique name
     * @param size window size and step
     * @return this
     */
    public NetworkBuilder maxPool(String nodeName, int size) {
        return then(nodeName, new MaxPool(size, size, 0));
    }

    /**
     * The mean of every channel.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder globalAveragePool(String nodeName) {
        return then(nodeName, new GlobalAveragePool());
    }

    /**
     * A vector of all values.
     *
     * @param nodeName unique name
     * @return this
     */
    public NetworkBuilder flatten(String nodeName) {
        return then(nodeName, new Flatten());
    }

    /**
     * A linear layer with a bias.
     *
     * @param nodeName unique name
     * @param out output length
     * @return this
     */
    public NetworkBuilder linear(String nodeName, int out) {
        return then(nodeName, new Linear(channels(), out, true));
    }

    /**
     * The sum of two earlier outputs.
     *
     * @param nodeName unique name
     * @param a a node's name
     * @param b a node's name
     * @return this
     */
    public NetworkBuilder sum(String nodeName, String a, String b) {
        return add(nodeName, new Add(), a, b);
    }

    /**
     * The product of a map and its gate's factors, or of two features of one shape.
     *
     * @param nodeName unique name
     * @param map a node's name
     * @param factors a node's name
     * @return this
     */
    public NetworkBuilder product(String nodeName, String map, String factors) {
        return add(nodeName, new Multiply(), map, factors);
    }

    /**
     * Makes the latest output the next point of the feature flow.
     *
     * @return this
     */
    public NetworkBuilder tap() {
        taps.add(latest);
        return this;
    }

    /**
     * Continues from an earlier output.
     *
     * @param nodeName a node's name
     * @return this
     */
    public NetworkBuilder from(String nodeName) {
        shapeOf(nodeName);
        latest = nodeName;
        return this;
    }

    /**
     * The node the next layer would follow.
     *
     * @return its name
     */
    public String latest() {
        return latest;
    }

    /**
     * Shape of the latest output.
     *
     * @return the shape
     */
    public FeatureShape shape() {
        return shapeOf(latest);
    }

    /**
     * The finished network.
     *
     * @return a checked spec whose classes are the length of the last output
     * @throws FeatureFlowException if the last output is not a vector
     */
    public NetworkSpec build() {
        return new NetworkSpec(name, input, shape().channels(), nodes, taps);
    }

    private int channels() {
        return shape().channels();
    }

    private FeatureShape shapeOf(String nodeName) {
        if (nodeName.equals(NetworkSpec.INPUT)) {
            return input;
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).name().equals(nodeName)) {
                return shapes.get(i);
            }
        }
        throw new FeatureFlowException("Network " + name + " has no node “" + nodeName + "” yet.");
    }
}
