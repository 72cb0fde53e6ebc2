package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Elu;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PerAxis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows, activations and norms of an ONNX file; ONNX Runtime says what they compute. */
class LayerImportTest {
    private static final Map<String, Object> NONE = Map.of();

    @TempDir
    private Path folder;

    /** Reads the graph, checks it against ONNX Runtime and gives its spec. */
    private NetworkSpec read(Graphs graph) {
        Path file = graph.write(folder.resolve("model.onnx"));
        try (Network network = OnnxFile.read(file).network()) {
            assertThat(Logits.difference(Logits.of(network), Logits.ofRuntime(file, network)))
                    .isLessThan(1e-5);
            return network.spec();
        }
    }

    private static List<String> kinds(NetworkSpec spec) {
        return spec.nodes().stream()
                .map(n -> n.layer().getClass().getSimpleName())
                .toList();
    }

    private static Layer layer(NetworkSpec spec, Class<? extends Layer> kind) {
        return spec.nodes().stream()
                .map(Node::layer)
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow();
    }

    /** Of a map, of a map of one position, and of a vector. */
    @Test
    void aGroupNormMayBeSpeltOut() {
        Graphs graph = Graphs.start().convolution("conv", 6, 2);
        group(graph, "first", 2, 3, 0, 6, 6, 6).then("Relu", NONE).then("GlobalAveragePool", NONE);
        group(graph, "second", 3, 3, 0, 6, 1, 1).then("Flatten", NONE);
        group(graph, "third", 3, 1, 0, 6);
        NetworkSpec spec = read(graph.head(6));
        assertThat(kinds(spec))
                .containsExactly(
                        "Convolution",
                        "GroupNorm",
                        "Relu",
                        "GlobalAveragePool",
                        "GroupNorm",
                        "Flatten",
                        "GroupNorm",
                        "Linear");
        assertThat(spec.node("first").layer()).isEqualTo(new GroupNorm(6, 2, 1e-3));
        assertThat(spec.node("second").layer()).isEqualTo(new GroupNorm(6, 3, 1e-3));
        assertThat(spec.node("third").layer()).isEqualTo(new GroupNorm(6, 3, 1e-3));
        assertThat(spec.taps()).hasSize(1);
    }

    /** As PyTorch writes it where constants are not folded: factors of channels get axes for their positions. */
    private static Graphs group(Graphs graph, String name, int groups, int rank, long... shape) {
        graph.numbers(name + ".groups", 0, groups, -1)
                .weights(name + ".scales", groups)
                .weights(name + ".shifts", groups)
                .numbers(name + ".shape", shape)
                .numbers(name + ".axes", 1, 2)
                .weights(name + ".weight", 6)
                .weights(name + ".bias", 6)
                .then("Reshape", NONE, name + ".groups")
                .then("InstanceNormalization", Map.of("epsilon", 1e-3f), name + ".scales", name + ".shifts")
                .then("Reshape", NONE, name + ".shape");
        for (String operator : List.of("Mul", "Add")) {
            String values = name + (operator.equals("Mul") ? ".weight" : ".bias");
            String x = graph.latest();
            if (rank > 1) {
                values = graph.node("Unsqueeze", NONE, List.of(values, name + ".axes"))
                        .latest();
            }
            graph.node(operator, NONE, List.of(x, values));
        }
        return graph;
    }

    @Test
    void instanceNormsAndGroupNormsOfOneOperatorAreRead() {
        NetworkSpec spec = read(Graphs.start()
                .opset(21)
                .convolution("conv", 6, 2)
                .weights("each.weight", 6)
                .weights("each.bias", 6)
                .then("InstanceNormalization", NONE, "each.weight", "each.bias")
                .weights("gn.weight", 6)
                .weights("gn.bias", 6)
                .then("GroupNormalization", Map.of("num_groups", 2L, "epsilon", 0.1f), "gn.weight", "gn.bias")
                .then("Flatten", NONE)
                .head(216));
        assertThat(spec.node("each").layer()).isEqualTo(new GroupNorm(6, 6, 1e-5));
        assertThat(spec.node("gn").layer()).isEqualTo(new GroupNorm(6, 2, 0.1));
    }

    /** Operator set 18 had a scale and a shift for each group. */
    @Test
    void scalesOfGroupsAreThoseOfTheirChannels() {
        NetworkSpec spec = read(Graphs.start()
                .opset(18)
                .convolution("conv", 6, 2)
                .weights("gn.weight", 2)
                .weights("gn.bias", 2)
                .then("GroupNormalization", Map.of("num_groups", 2L), "gn.weight", "gn.bias")
                .then("Flatten", NONE)
                .head(216));
        assertThat(spec.node("gn").layer()).isEqualTo(new GroupNorm(6, 2, 1e-5));
    }

    /** A file may have the slopes of a map with the axes that its positions have, and one slope as a scalar. */
    @Test
    void slopesAndTheirKinAreRead() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .then("LeakyRelu", Map.of("alpha", 0.1f))
                .weights("own.weight", 4, 1, 1)
                .then("PRelu", NONE, "own.weight")
                .then("LeakyRelu", NONE)
                .then("Elu", NONE)
                .constant("one.weight", StoredTensor.ofFloats(new float[] {-0.5f}))
                .then("PRelu", NONE, "one.weight")
                .then("Elu", Map.of("alpha", 0.7f))
                .then("Tanh", NONE)
                .then("Flatten", NONE)
                .head(144)
                .weights("last.weight", 3)
                .then("PRelu", NONE, "last.weight"));
        assertThat(spec.nodes())
                .extracting(Node::layer)
                .containsSubsequence(
                        new LeakyRelu(0.1),
                        new PRelu(4, false),
                        new LeakyRelu(0.01),
                        new Elu(1),
                        new PRelu(4, true),
                        new Elu(0.7),
                        new Nonlinearity(ActivationFunction.TANH),
                        new PRelu(3, false));
        assertThat(spec.parameters()).containsKeys("own.weight", "one.weight", "last.weight");
        assertThat(spec.taps()).containsExactly("leakyrelu1");
    }

    /** ONNX's default is not PyTorch's. */
    @Test
    void anAveragePoolMayLeaveOutItsPadding() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .then("AveragePool", Map.of("kernel_shape", List.of(3L, 3L), "pads", List.of(1L, 1L, 1L, 1L)))
                .then("Flatten", NONE)
                .head(144));
        PerAxis one = PerAxis.of(1);
        assertThat(layer(spec, AveragePool.class)).isEqualTo(new AveragePool(PerAxis.of(3), one, one, false));
    }

    @Test
    void windowsMayHaveOtherRowsThanColumns() {
        NetworkSpec spec = read(Graphs.start()
                .weights("line.weight", 4, 2, 1, 3)
                .then("Conv", Map.of("pads", List.of(0L, 1L, 0L, 1L), "strides", List.of(1L, 2L)), "line.weight")
                .weights("far.weight", 4, 4, 3, 3)
                .then("Conv", Map.of("pads", List.of(2L, 2L, 2L, 2L), "dilations", List.of(2L, 2L)), "far.weight")
                .weights("same.weight", 4, 4, 3, 1)
                .then("Conv", Map.of("auto_pad", "SAME_LOWER"), "same.weight")
                .then("MaxPool", Map.of("kernel_shape", List.of(1L, 2L), "ceil_mode", 1L))
                .then(
                        "AveragePool",
                        Map.of(
                                "kernel_shape",
                                List.of(3L, 1L),
                                "strides",
                                List.of(3L, 1L),
                                "pads",
                                List.of(1L, 0L, 1L, 0L),
                                "count_include_pad",
                                1L))
                .then("Flatten", NONE)
                .head(16));
        PerAxis one = PerAxis.of(1);
        assertThat(spec.nodes().subList(0, 5))
                .extracting(Node::layer)
                .containsExactly(
                        new Convolution(2, 4, new PerAxis(1, 3), new PerAxis(1, 2), new PerAxis(0, 1), one, 1, false),
                        new Convolution(4, 4, PerAxis.of(3), one, PerAxis.of(2), PerAxis.of(2), 1, false),
                        new Convolution(4, 4, new PerAxis(3, 1), one, new PerAxis(1, 0), one, 1, false),
                        new MaxPool(new PerAxis(1, 2), one, PerAxis.of(0), false),
                        new AveragePool(new PerAxis(3, 1), new PerAxis(3, 1), new PerAxis(1, 0), true));
    }
}
