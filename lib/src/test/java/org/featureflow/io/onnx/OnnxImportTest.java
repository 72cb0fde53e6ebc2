package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ImageSize;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Layer;
import org.featureflow.nn.LayerNorm;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.PadShortcut;
import org.featureflow.prune.ChannelGroups;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs as PyTorch's and other exporters write them; ONNX Runtime says what they compute. */
class OnnxImportTest {
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

    @Test
    void foldedConvolutionsAreNamedAfterTheirWeights() {
        NetworkSpec spec = read(Graphs.start()
                .weights("body.0.bias", 4)
                .weights("body.0.weight", 4, 2, 3, 3)
                .then("Conv", Map.of("kernel_shape", List.of(3L, 3L)), "body.0.weight", "body.0.bias")
                .then("Relu", NONE)
                .weights("onnx::Conv_7", 6, 4, 1, 1)
                .then("Conv", Map.of("strides", List.of(2L, 2L)), "onnx::Conv_7")
                .then("Relu", NONE)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(6));
        assertThat(spec.nodes().stream().map(Node::name))
                .containsExactly("body.0", "relu1", "conv2", "relu3", "globalaveragepool4", "flatten5", "fc");
        assertThat(spec.node("body.0").layer()).isEqualTo(new Convolution(2, 4, 3, 1, 0, 1, true));
        assertThat(spec.taps()).containsExactly("relu1", "relu3");
    }

    private static List<Object> functions(NetworkSpec spec) {
        return spec.nodes().stream()
                .map(Node::layer)
                .filter(Nonlinearity.class::isInstance)
                .map(a -> (Object) ((Nonlinearity) a).function())
                .toList();
    }

    @Test
    void aProductWithAGateOfItselfIsAnActivation() {
        for (boolean gateFirst : new boolean[] {false, true}) {
            Graphs graph = Graphs.start().convolution("conv", 4, 2);
            String x = graph.latest();
            String gate = graph.then("Sigmoid", NONE).latest();
            String silu = graph.node("Mul", NONE, gateFirst ? List.of(gate, x) : List.of(x, gate))
                    .latest();
            String hard = graph.then("HardSigmoid", Map.of("alpha", 1f / 6)).latest();
            NetworkSpec spec = read(graph.node("Mul", NONE, gateFirst ? List.of(hard, silu) : List.of(silu, hard))
                    .then("HardSwish", NONE)
                    .then("Flatten", NONE)
                    .head(144));
            assertThat(functions(spec))
                    .containsExactly(
                            ActivationFunction.SILU, ActivationFunction.HARD_SWISH, ActivationFunction.HARD_SWISH);
            assertThat(spec.nodes().get(1).name()).isEqualTo("mul2");
            assertThat(spec.taps()).containsExactly("mul2");
        }
    }

    /** As GhostNet and copies of MobileNetV3 write them; a sixth is a quotient or a factor, and x may come before it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHardSigmoidMayBeSpeltOut(boolean divided) {
        Graphs graph = Graphs.start()
                .constant("three", StoredTensor.ofFloats(new float[] {3}))
                .constant("low", StoredTensor.ofFloats(new float[] {0}))
                .constant("high", StoredTensor.ofFloats(new float[] {6}))
                .constant("sixth", StoredTensor.ofFloats(new float[] {divided ? 6 : 1f / 6}))
                .convolution("conv", 4, 2);
        String last = divided ? "Div" : "Mul";
        String x = graph.latest();
        String gate = graph.then("Add", NONE, "three")
                .then("Clip", NONE, "low", "high")
                .then(last, NONE, "sixth")
                .latest();
        String swish = graph.node("Mul", NONE, List.of(x, gate)).latest();
        graph.node("Add", NONE, List.of("three", swish)).then("Clip", NONE, "low", "high");
        NetworkSpec spec = read(graph.node("Mul", NONE, List.of(swish, graph.latest()))
                .then(last, NONE, "sixth")
                .then("Add", NONE, "three")
                .then("Clip", NONE, "low", "high")
                .then(last, NONE, "sixth")
                .then("Flatten", NONE)
                .head(144));
        assertThat(functions(spec))
                .containsExactly(
                        ActivationFunction.HARD_SWISH, ActivationFunction.HARD_SWISH, ActivationFunction.HARD_SIGMOID);
    }

    /** A linear layer of one output may have a bias of 3. */
    @Test
    void aBiasOfThreeIsNoHardSigmoid() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .weights("squeeze", 4, 1)
                .constant("three", StoredTensor.ofFloats(new float[] {3}, 1))
                .then("MatMul", NONE, "squeeze")
                .then("Add", NONE, "three")
                .head(1));
        assertThat(layer(spec, Linear.class)).isEqualTo(new Linear(4, 1, true));
    }

    /** A block of ConvNeXt: channels last within it, GELU in five operators of either order or in one, layer scale. */
    @ParameterizedTest
    @ValueSource(strings = {"one operator", "x before the half", "half before x"})
    void channelsThatComeLastWithinABlockAreChannels(String form) {
        boolean one = form.equals("one operator");
        Graphs graph = Graphs.start().opset(one ? 20 : 17).convolution("stem", 4, 2);
        String start = graph.latest();
        graph.then("Transpose", Map.of("perm", List.of(0L, 2L, 3L, 1L)))
                .weights("norm.weight", 4)
                .weights("norm.bias", 4)
                .then("LayerNormalization", Map.of("axis", -1L, "epsilon", 1e-6f), "norm.weight", "norm.bias")
                .weights("expand", 4, 8)
                .weights("block.3.bias", 8)
                .then("MatMul", NONE, "expand")
                .then("Add", NONE, "block.3.bias");
        if (one) {
            graph.then("Gelu", NONE);
        } else {
            gelu(graph, form.equals("half before x"));
        }
        String scaled = graph.weights("project", 8, 4)
                .weights("back", 4)
                .weights("scale", 4, 1, 1)
                .then("MatMul", NONE, "project")
                .then("Add", NONE, "back")
                .then("Transpose", Map.of("perm", List.of(0L, 3L, 1L, 2L)))
                .then("Mul", NONE, "scale")
                .latest();
        NetworkSpec spec = read(graph.node("Add", NONE, List.of(scaled, start))
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .weights("last", 4)
                .then("LayerNormalization", Map.of(), "last")
                .head(4));
        assertThat(kinds(spec))
                .containsExactly(
                        "Convolution",
                        "LayerNorm",
                        "Convolution",
                        "Nonlinearity",
                        "Convolution",
                        "Add",
                        "GlobalAveragePool",
                        "Flatten",
                        "LayerNorm",
                        "Linear");
        assertThat(functions(spec)).containsExactly(ActivationFunction.GELU);
        assertThat(spec.node("norm").layer()).isEqualTo(new LayerNorm(4, 1e-6));
        assertThat(spec.node("block.3").layer()).isEqualTo(new Convolution(4, 8, 1, 1, 0, 1, true));
        assertThat(ChannelGroups.of(spec, Channels.ALL).channels()).isEqualTo(8);
    }

    private static void gelu(Graphs graph, boolean halfFirst) {
        String x = graph.latest();
        graph.constant("root", StoredTensor.ofFloats(new float[] {(float) Math.sqrt(2)}))
                .constant("one", StoredTensor.ofFloats(new float[] {1}))
                .constant("half", StoredTensor.ofFloats(new float[] {0.5f}))
                .then("Div", NONE, "root")
                .then("Erf", NONE)
                .then("Add", NONE, "one");
        if (halfFirst) {
            graph.node("Mul", NONE, List.of("half", graph.latest())).node("Mul", NONE, List.of(x, graph.latest()));
        } else {
            graph.node("Mul", NONE, List.of(x, graph.latest())).then("Mul", NONE, "half");
        }
    }

    /** Features are maps: the residual MLP in the head adds vectors. */
    @Test
    void sumsOfVectorsAreNotTapped() {
        Graphs graph = Graphs.start().convolution("stem", 4, 2);
        String stem = graph.latest();
        graph.convolution("expand", 8, 4).then("Relu", NONE).convolution("project", 4, 8);
        String sum = graph.node("Add", NONE, List.of(stem, graph.latest())).latest();
        graph.then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .weights("norm.weight", 4)
                .then("LayerNormalization", NONE, "norm.weight");
        String vector = graph.latest();
        graph.weights("first", 4, 8)
                .then("Gemm", NONE, "first")
                .then("Relu", NONE)
                .weights("second", 8, 4)
                .then("Gemm", NONE, "second");
        NetworkSpec spec =
                read(graph.node("Add", NONE, List.of(vector, graph.latest())).head(4));
        assertThat(spec.taps()).containsExactly("stem", sum);
    }

    /** {@code torch.cat((x, x.mul(0)), 1)} behind a strided pool, and what exporters make of {@code torch.zeros}. */
    @ParameterizedTest
    @ValueSource(strings = {"product", "constant", "filled"})
    void zerosThatAreJoinedToAFeatureArePadding(String form) {
        Graphs graph = Graphs.start()
                .inputs(new OnnxValue("x", List.of(3L, 2L, 6L, 6L)))
                .convolution("stem", 4, 2)
                .then("Relu", NONE);
        String stem = graph.latest();
        graph.weights("branch.weight", 8, 4, 3, 3)
                .then("Conv", Map.of("pads", List.of(1L, 1L, 1L, 1L), "strides", List.of(2L, 2L)), "branch.weight");
        String branch = graph.latest();
        String pooled = graph.from(stem)
                .then("AveragePool", Map.of("kernel_shape", List.of(1L, 1L), "strides", List.of(2L, 2L)))
                .latest();
        graph.constant("zero", StoredTensor.ofFloats(new float[] {0}))
                .constant("folded", StoredTensor.ofFloats(new float[3 * 4 * 3 * 3], 3, 4, 3, 3))
                .numbers("shape", 3, 4, 3, 3);
        String zeros =
                switch (form) {
                    case "product" -> graph.then("Mul", NONE, "zero").latest();
                    case "filled" ->
                        graph.node("ConstantOfShape", NONE, List.of("shape")).latest();
                    default -> "folded";
                };
        String shortcut =
                graph.node("Concat", Map.of("axis", 1L), List.of(pooled, zeros)).latest();
        NetworkSpec spec = read(graph.node("Add", NONE, List.of(branch, shortcut))
                .then("Relu", NONE)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(8));
        assertThat(layer(spec, PadShortcut.class))
                .isEqualTo(new PadShortcut(4, 1, List.of(0, 1, 2, 3, -1, -1, -1, -1)));
        assertThat(layer(spec, AveragePool.class)).isEqualTo(new AveragePool(1, 2, 0));
    }

    /** PyTorch's newer exporter gives a convolution without bias one that it makes itself; a module's own zeros are a bias. */
    @Test
    void zerosWithoutAModulesNameAreNoBias() {
        NetworkSpec spec = read(Graphs.start()
                .weights("a.weight", 4, 2, 1, 1)
                .constant("val_3", StoredTensor.ofFloats(new float[4], 4))
                .then("Conv", NONE, "a.weight", "val_3")
                .weights("b.weight", 4, 4, 1, 1)
                .constant("b.bias", StoredTensor.ofFloats(new float[4], 4))
                .then("Conv", NONE, "b.weight", "b.bias")
                .then("Flatten", NONE)
                .head(144));
        assertThat(spec.node("a").layer()).isEqualTo(Convolution.of(2, 4, 1, 1, 0));
        assertThat(spec.node("b").layer()).isEqualTo(new Convolution(4, 4, 1, 1, 0, 1, true));
    }

    @Test
    void aBiasOfAnotherModuleDoesNotRenameALayer() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .weights("shift.bias", 1, 4, 1, 1)
                .then("Add", NONE, "shift.bias")
                .then("Flatten", NONE)
                .head(144));
        assertThat(spec.node("conv").layer()).isEqualTo(new Convolution(2, 4, 3, 1, 1, 1, true));
    }

    /** Of maps, channels last or not, of vectors, and where the layer has its bias already. */
    @Test
    void aFactorAChannelBecomesPartOfTheWeightsBeforeIt() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .weights("first", 1, 4, 1, 1)
                .then("Mul", NONE, "first")
                .then("Transpose", Map.of("perm", List.of(0L, 2L, 3L, 1L)))
                .weights("w", 4, 5)
                .weights("w.bias", 5)
                .weights("second", 5)
                .then("MatMul", NONE, "w")
                .then("Add", NONE, "w.bias")
                .then("Mul", NONE, "second")
                .then("Sigmoid", NONE)
                .then("Transpose", Map.of("perm", List.of(0L, 3L, 1L, 2L)))
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .weights("v", 5, 6)
                .weights("third", 6)
                .then("MatMul", NONE, "v")
                .then("Mul", NONE, "third")
                .head(6));
        assertThat(kinds(spec))
                .containsExactly(
                        "Convolution",
                        "Convolution",
                        "Nonlinearity",
                        "GlobalAveragePool",
                        "Flatten",
                        "Linear",
                        "Linear");
    }

    /** A factor belongs to the weights before it only where nothing else reads what they make. */
    @Test
    void aFactorOfAFeatureThatIsReadTwiceIsRefused() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2).weights("scale", 4, 1, 1);
        String x = graph.latest();
        String scaled = graph.then("Mul", NONE, "scale").latest();
        assertRefusedFactor(graph.node("Add", NONE, List.of(x, scaled)));
    }

    /** The part of a split that is left over must not be taken for the use that the other one is. */
    @Test
    void aFactorBesideASplitIsRefused() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2).weights("scale", 4, 1, 1);
        String x = graph.latest();
        graph.split("half", 2, 2);
        String scaled = graph.node("Mul", NONE, List.of(x, "scale")).latest();
        assertRefusedFactor(graph.node("Concat", Map.of("axis", 1L), List.of("half.0", scaled)));
    }

    private void assertRefusedFactor(Graphs graph) {
        Path file = graph.then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4)
                .write(folder.resolve("twice.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file)).hasMessageContaining("multiplies by a constant");
    }

    @Test
    void activationsMayHaveTheirChannelsLast() {
        Graphs graph = Graphs.start()
                .convolution("conv", 4, 2)
                .then("Transpose", Map.of("perm", List.of(0L, 2L, 3L, 1L)))
                .weights("norm.weight", 4)
                .then("LayerNormalization", NONE, "norm.weight")
                .then("Relu", NONE)
                .then("HardSigmoid", Map.of("alpha", 1f / 6));
        String x = graph.latest();
        String gate = graph.then("Sigmoid", NONE).latest();
        NetworkSpec spec = read(graph.node("Mul", NONE, List.of(x, gate))
                .then("Transpose", Map.of("perm", List.of(0L, 3L, 1L, 2L)))
                .then("Flatten", NONE)
                .head(144));
        assertThat(functions(spec)).containsExactly(ActivationFunction.HARD_SIGMOID, ActivationFunction.SILU);
        assertThat(spec.taps()).as("behind the norm of a convolution").containsExactly("relu3");
    }

    @Test
    void aGateThatIsReadTwiceStaysOne() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2);
        String x = graph.latest();
        String gate = graph.then("Sigmoid", NONE).latest();
        String product = graph.node("Mul", NONE, List.of(x, gate)).latest();
        NetworkSpec spec = read(graph.node("Add", NONE, List.of(product, gate))
                .then("Flatten", NONE)
                .head(144));
        assertThat(kinds(spec)).startsWith("Convolution", "Nonlinearity", "Multiply", "Add");
    }

    /** A unit of ShuffleNetV2: half of the channels pass, the other half is convolved, and both are shuffled. */
    @Test
    void aChannelShuffleIsRead() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2);
        graph.split("halves", 2, 2);
        graph.from("halves.1").convolution("branch", 2, 2);
        graph.node("Concat", Map.of("axis", 1L), List.of("halves.0", graph.latest()))
                .numbers("rows", -1, 2, 2, 6, 6)
                .then("Reshape", NONE, "rows")
                .then("Transpose", Map.of("perm", List.of(0L, 2L, 1L, 3L, 4L)))
                .numbers("map", -1, 4, 6, 6)
                .then("Reshape", NONE, "map")
                .then("Flatten", NONE)
                .head(144);
        Path file = graph.write(folder.resolve("shuffle.onnx"));
        Path again = folder.resolve("again.onnx");
        try (Network network = OnnxFile.read(file).network()) {
            List<PadShortcut> selections = network.spec().nodes().stream()
                    .map(Node::layer)
                    .filter(PadShortcut.class::isInstance)
                    .map(PadShortcut.class::cast)
                    .toList();
            assertThat(selections)
                    .extracting(PadShortcut::sources)
                    .containsExactlyInAnyOrder(List.of(0, 1), List.of(2, 3), List.of(0, 2, 1, 3));
            ChannelGroups groups = ChannelGroups.of(network.spec(), Channels.INNER);
            Plan plan = Pruning.by("l1").target(Target.channels(0.5)).plan(network);
            try (Network smaller = Shrink.apply(network, plan)) {
                assertThat(smaller.spec().nodes()).hasSameSizeAs(network.spec().nodes());
                assertThat(groups.groups()).isNotEmpty();
            }
            OnnxFile.write(network, again, NetworkNotes.NONE, false);
            try (Network read = OnnxFile.read(again).network()) {
                assertThat(read.spec().nodes().stream().map(Node::layer).filter(PadShortcut.class::isInstance))
                        .containsExactlyElementsOf(selections);
            }
        }
    }

    @Test
    void weightsBesideTheModelAreRead() throws IOException {
        Graphs graph = Graphs.start()
                .convolution("conv", 4, 2)
                .then("Relu", NONE)
                .then("Flatten", NONE)
                .head(144);
        Path beside = graph.writeBeside(folder.resolve("beside.onnx"), "beside.onnx.data");
        try (Network whole =
                        OnnxFile.read(graph.write(folder.resolve("whole.onnx"))).network();
                Network read = OnnxFile.read(beside).network()) {
            assertThat(read.spec().named("")).isEqualTo(whole.spec().named(""));
            assertThat(read.parameters().keySet()).isEqualTo(whole.parameters().keySet());
            read.parameters()
                    .keySet()
                    .forEach(name -> assertThat(read.array(name).toFloatArray())
                            .containsExactly(whole.array(name).toFloatArray()));
        }
    }

    /** What the exporter leaves of a linear layer without bias and of a clamp where it does not fold constants. */
    @Test
    void constantsThatTheExporterLeftUnfoldedAreFolded() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2);
        String x = graph.latest();
        graph.constant("zero", StoredTensor.ofDoubles(new double[] {0}))
                .constant("six", StoredTensor.ofDoubles(new double[] {6}));
        String low = graph.node("Cast", Map.of("to", 1L), List.of("zero")).latest();
        String high = graph.node("Cast", Map.of("to", 1L), List.of("six")).latest();
        graph.node("Clip", NONE, List.of(x, low, high)).then("Flatten", NONE);
        String flat = graph.latest();
        String turned = graph.weights("fc.weight", 3, 144)
                .node("Transpose", Map.of("perm", List.of(1L, 0L)), List.of("fc.weight"))
                .latest();
        graph.node("MatMul", NONE, List.of(flat, turned));
        Path file = graph.write(folder.resolve("unfolded.onnx"));
        try (Network network = OnnxFile.read(file).network()) {
            assertThat(network.spec().nodes()).extracting(n -> n.layer()).contains(new Clip(0, 6));
            String weight = network.parameters().keySet().stream()
                    .filter(name -> name.endsWith(".weight") && !name.startsWith("conv"))
                    .findFirst()
                    .orElseThrow();
            assertThat(network.array(weight).toFloatArray())
                    .containsExactly(graph.model().constants().get("fc.weight").toFloats());
        }
    }

    @Test
    void aGateUnderAnotherNameIsStillThatGate() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2);
        String x = graph.latest();
        String gate = graph.then("Sigmoid", NONE).then("Identity", NONE).latest();
        NetworkSpec spec = read(
                graph.node("Mul", NONE, List.of(x, gate)).then("Flatten", NONE).head(144));
        assertThat(functions(spec)).containsExactly(ActivationFunction.SILU);
    }

    /** What passes a pad of nothing is the value before it, which then has a second reader. */
    @Test
    void aConstantThatOneOfTwoReadersAddsIsNoBias() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2);
        String padded = graph.numbers("p", 0, 0, 0, 0, 0, 0, 0, 0)
                .then("Pad", NONE, "p")
                .latest();
        String rectified = graph.node("Relu", NONE, List.of(padded)).latest();
        String shifted = graph.weights("c", 1, 4, 1, 1)
                .node("Add", NONE, List.of(padded, "c"))
                .latest();
        graph.node("Add", NONE, List.of(rectified, shifted))
                .then("Flatten", NONE)
                .head(144);
        Path file = graph.write(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("adds a constant");
    }

    @Test
    void factorsOfAChannelAreMapsOrVectors() {
        for (boolean reshaped : new boolean[] {false, true}) {
            Graphs graph = Graphs.start().convolution("conv", 4, 2);
            if (reshaped) {
                // Map and factors are equally large then, and still no alike.
                graph.then("AveragePool", Map.of("kernel_shape", List.of(6L, 6L)));
            }
            String x = graph.latest();
            graph.then("GlobalAveragePool", NONE)
                    .then("Flatten", NONE)
                    .weights("excite.weight", 4, 4)
                    .then("Gemm", Map.of("transB", 1L), "excite.weight")
                    .then("Sigmoid", NONE);
            String factors = reshaped
                    ? graph.numbers("column", 0, -1, 1, 1)
                            .then("Reshape", NONE, "column")
                            .latest()
                    : graph.numbers("row", 2)
                            .then("Unsqueeze", NONE, "row")
                            .numbers("last", -1)
                            .then("Unsqueeze", NONE, "last")
                            .latest();
            NetworkSpec spec = read(graph.node("Mul", NONE, List.of(factors, x))
                    .then("Flatten", NONE)
                    .head(reshaped ? 4 : 144));
            assertThat(kinds(spec).stream().filter(k -> !k.equals("AveragePool")))
                    .containsExactly(
                            "Convolution",
                            "GlobalAveragePool",
                            "Flatten",
                            "Linear",
                            "Nonlinearity",
                            "Multiply",
                            "Flatten",
                            "Linear");
            assertThat(ChannelGroups.of(spec, Channels.INNER).groups())
                    .singleElement()
                    .hasToString("conv: 4 channels, made by conv, weighed by excite, read by excite, fc");
        }
    }

    @Test
    void aMatrixProductAndASumAreOneLinearLayer() {
        for (boolean biasFirst : new boolean[] {false, true}) {
            Graphs graph = Graphs.start()
                    .convolution("conv", 4, 2)
                    .then("ReduceMean", Map.of("axes", List.of(-2L, -1L), "keepdims", 0L))
                    .weights("matrix", 4, 5)
                    .weights("b", 5)
                    .then("MatMul", NONE, "matrix");
            String product = graph.latest();
            NetworkSpec spec = read(graph.node("Add", NONE, biasFirst ? List.of("b", product) : List.of(product, "b")));
            assertThat(kinds(spec)).containsExactly("Convolution", "GlobalAveragePool", "Flatten", "Linear");
            assertThat(layer(spec, Linear.class)).isEqualTo(new Linear(4, 5, true));
        }
    }

    @Test
    void gemmWithoutTransposeOrBiasIsRead() {
        NetworkSpec spec =
                read(Graphs.start().then("Flatten", NONE).weights("w", 72, 4).then("Gemm", NONE, "w"));
        assertThat(layer(spec, Linear.class)).isEqualTo(new Linear(72, 4, false));
    }

    /** What PyTorch's exporter makes of {@code x.view(x.size(0), -1)} with a dynamic batch. */
    @Test
    void aComputedShapeIsAFlattening() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2).then("Relu", NONE);
        String feature = graph.latest();
        graph.then("Shape", NONE).node("Constant", Map.of("value", StoredTensor.ofLongs(new long[] {0})), List.of());
        String index = graph.latest();
        graph.node("Gather", Map.of("axis", 0L), List.of("shape2", index))
                .numbers("axes", 0)
                .then("Unsqueeze", NONE, "axes")
                .numbers("rest", -1)
                .then("Concat", Map.of("axis", 0L), "rest");
        String shape = graph.latest();
        NetworkSpec spec =
                read(graph.node("Reshape", NONE, List.of(feature, shape)).head(4 * 36));
        assertThat(kinds(spec)).containsExactly("Convolution", "Relu", "Flatten", "Linear");
    }

    /** Option A as PyTorch's exporter writes it: one slice for the rows, one for the columns, one pad. */
    @Test
    void slicesAndAPadAreOnePaddedShortcut() {
        Graphs graph = Graphs.start().convolution("stem", 4, 2).then("Relu", NONE);
        String stem = graph.latest();
        graph.weights("branch.weight", 8, 4, 3, 3)
                .then("Conv", Map.of("pads", List.of(1L, 1L, 1L, 1L), "strides", List.of(2L, 2L)), "branch.weight");
        String branch = graph.latest();
        graph.numbers("zero", 0)
                .numbers("end", Long.MAX_VALUE)
                .numbers("rows", 2)
                .numbers("columns", 3)
                .numbers("two", 2)
                .from(stem)
                .then("Slice", NONE, "zero", "end", "rows", "two")
                .then("Slice", NONE, "zero", "end", "columns", "two");
        String sliced = graph.latest();
        // F.pad(x, (0, 0, 0, 0, 2, 2)) names the last axis first.
        graph.numbers("four", 4)
                .numbers("given", 0, 0, 0, 0, 2, 2)
                .numbers("pairs", -1, 2)
                .numbers("flat", -1)
                .numbers("before", Long.MIN_VALUE + 1)
                .node("Shape", NONE, List.of("given"))
                .node("Mul", NONE, List.of("four", "two"))
                .then("Sub", NONE, "shape5")
                .then("ConstantOfShape", Map.of("value", StoredTensor.ofLongs(new long[] {0}, 1)))
                .node("Concat", Map.of("axis", 0L), List.of("given", "constantofshape8"))
                .then("Reshape", NONE, "pairs")
                .then("Slice", NONE, "flat", "before", "zero", "flat")
                .then("Transpose", Map.of("perm", List.of(1L, 0L)))
                .then("Reshape", NONE, "flat")
                .then("Cast", Map.of("to", 7L));
        graph.node("Pad", Map.of("mode", "constant"), List.of(sliced, graph.latest(), ""));
        String shortcut = graph.latest();
        NetworkSpec spec = read(graph.node("Add", NONE, List.of(branch, shortcut))
                .then("Relu", NONE)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(8));
        assertThat(layer(spec, PadShortcut.class)).isEqualTo(PadShortcut.centred(4, 8, 2));
        assertThat(spec.taps()).containsExactly("relu1", "relu17");
        assertThat(kinds(spec)).contains("Add");
    }

    @Test
    void channelsAreSlicedAndGathered() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("stem", 6, 2)
                .numbers("one", 1)
                .numbers("minus", -1)
                .then("Slice", NONE, "one", "minus", "one")
                .numbers("chosen", 2, 0)
                .then("Gather", Map.of("axis", 1L), "chosen")
                .then("Relu", NONE)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(2));
        assertThat(layer(spec, PadShortcut.class)).isEqualTo(new PadShortcut(6, 1, List.of(3, 1)));
    }

    @Test
    void whatDoesNothingInInferenceDisappears() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .then("Identity", NONE)
                .then("Dropout", NONE)
                .then("Clip", NONE, "low")
                .constant("low", StoredTensor.ofFloats(new float[] {0}))
                .then("GlobalAveragePool", NONE)
                .numbers("spatial", 2, 3)
                .then("Squeeze", NONE, "spatial")
                .then("Identity", NONE)
                .head(4));
        assertThat(kinds(spec)).containsExactly("Convolution", "Relu", "GlobalAveragePool", "Flatten", "Linear");
    }

    @Test
    void boundsOfOlderOperatorSetsAreAttributes() {
        NetworkSpec spec = read(Graphs.start()
                .opset(10)
                .convolution("conv", 4, 2)
                .then("Clip", Map.of("min", 0f, "max", 6f))
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4));
        assertThat(layer(spec, Clip.class)).isEqualTo(new Clip(0, 6));
        assertThat(spec.taps()).containsExactly("clip1");
    }

    @Test
    void numbersOfBatchNormAreThoseThatWereMeant() {
        Graphs graph =
                Graphs.start().convolution("conv", 4, 2).weights("bn.weight", 4).weights("bn.bias", 4);
        graph.weights("bn.running_mean", 4)
                .constant("bn.running_var", StoredTensor.ofFloats(new float[] {1, 2, 3, 4}, 4))
                .then(
                        "BatchNormalization",
                        Map.of("epsilon", 1e-3f, "momentum", 0.99f),
                        "bn.weight",
                        "bn.bias",
                        "bn.running_mean",
                        "bn.running_var");
        NetworkSpec spec = read(graph.then("Flatten", NONE).head(144));
        assertThat(spec.node("bn").layer()).isEqualTo(new BatchNorm(4, 1e-3, 0.01));
    }

    @Test
    void aMapOfOneNumberAChannelIsLogits() {
        NetworkSpec spec = read(Graphs.start().convolution("conv", 4, 2).then("GlobalAveragePool", NONE));
        assertThat(spec.classes()).isEqualTo(4);
        assertThat(kinds(spec)).endsWith("Flatten");
    }

    @Test
    void nodesThatTheOutputDoesNotNeedAreLeftOut() {
        Graphs graph = Graphs.start().convolution("conv", 4, 2).then("GlobalAveragePool", NONE);
        String pooled = graph.latest();
        NetworkSpec spec = read(graph.then("Softmax", NONE)
                .from(pooled)
                .then("Flatten", NONE)
                .head(4)
                .outputs("gemm4"));
        assertThat(kinds(spec)).hasSize(4);
    }

    @Test
    void sameWithOddWindowsIsPaddingOfHalfTheWindow() {
        NetworkSpec spec = read(Graphs.start()
                .weights("w", 4, 2, 3, 3)
                .then("Conv", Map.of("auto_pad", "SAME_UPPER"), "w")
                .then(
                        "AveragePool",
                        Map.of("kernel_shape", List.of(2L, 2L), "strides", List.of(2L, 2L), "ceil_mode", 1L))
                .then("Flatten", NONE)
                .head(36));
        assertThat(layer(spec, Convolution.class)).isEqualTo(new Convolution(2, 4, 3, 1, 1, 1, false));
    }

    /** Of 6 rows three windows of 3 in steps of 2, the last over the edge: the largest of what there is. */
    @Test
    void aPoolThatRoundsUpKeepsItsLastWindow() {
        Path file = Graphs.start()
                .then("MaxPool", Map.of("kernel_shape", List.of(3L, 3L), "strides", List.of(2L, 2L), "ceil_mode", 1L))
                .then("Flatten", NONE)
                .head(18)
                .write(folder.resolve("up.onnx"));
        MaxPool pool = new MaxPool(3, 2, 0, true);
        try (Network network = OnnxFile.read(file).network();
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            assertThat(layer(network.spec(), MaxPool.class)).isEqualTo(pool);
            NDArray rows = manager.arange(36f).reshape(1, 1, 6, 6);
            assertThat(pool.forward(List.of(rows), List.of(), false).toFloatArray())
                    .containsExactly(14, 16, 17, 26, 28, 29, 32, 34, 35);
            assertThat(NetworkSpec.fromJson(network.spec().toJson())).isEqualTo(network.spec());
            Path again = folder.resolve("up-again.onnx");
            OnnxFile.write(network, again, NetworkNotes.NONE, false);
            try (Network read = OnnxFile.read(again).network()) {
                assertThat(layer(read.spec(), MaxPool.class)).isEqualTo(pool);
            }
        }
    }

    @Test
    void anImportedNetworkIsPrunedAndWrittenBack() {
        Path file = Graphs.start()
                .convolution("a", 8, 2)
                .then("Relu", NONE)
                .weights("deep.weight", 8, 1, 3, 3)
                .then("Conv", Map.of("pads", List.of(1L, 1L, 1L, 1L), "group", 8L), "deep.weight")
                .then("Relu", NONE)
                .convolution("b", 4, 8)
                .then("Relu", NONE)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4)
                .write(folder.resolve("foreign.onnx"));
        Path out = folder.resolve("pruned.onnx");
        try (Network network = OnnxFile.read(file).network();
                Network pruned = Shrink.apply(
                        network,
                        Pruning.by("l1")
                                .channels(Channels.ALL)
                                .target(Target.channels(0.5))
                                .plan(network))) {
            assertThat(pruned.spec()).isNotEqualTo(network.spec());
            OnnxFile.write(pruned, out, NetworkNotes.NONE, false);
            assertThat(Logits.difference(Logits.of(pruned), Logits.ofRuntime(out, pruned)))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theSizeOfAnImageCanBeGiven() {
        Path file = Graphs.start()
                .inputs(new OnnxValue("x", List.of(OnnxValue.ANY, 2L, OnnxValue.ANY, OnnxValue.ANY)))
                .convolution("conv", 4, 2)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4)
                .write(folder.resolve("open.onnx"));
        try (Network network = OnnxFile.read(file, new ImageSize(10, 12)).network()) {
            assertThat(network.spec().input()).hasToString("2×10×12");
        }
    }

    @Test
    void aSizeThatContradictsTheFileIsRefused() {
        Path file = Graphs.start()
                .convolution("conv", 4, 2)
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4)
                .write(folder.resolve("six.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file, new ImageSize(10, 10)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("6×6", "10×10");
        try (Network network = OnnxFile.read(file, new ImageSize(6, 6)).network()) {
            assertThat(network.spec().name())
                    .as("all graphs of PyTorch have one name")
                    .isEqualTo("six");
        }
    }

    /** What is left of {@code x.view(x.size(0), -1)} with a fixed batch when constants have been folded. */
    @Test
    void aFixedBatchIsFlattenedImageByImage() {
        NetworkSpec spec = read(Graphs.start()
                .inputs(new OnnxValue("x", List.of(3L, 2L, 6L, 6L)))
                .convolution("conv", 4, 2)
                .numbers("flat", 3, -1)
                .then("Reshape", NONE, "flat")
                .head(4 * 36));
        assertThat(kinds(spec)).containsExactly("Convolution", "Flatten", "Linear");
    }

    @Test
    void aConstantBehindAnIdentityIsTheBiasOfItsConvolution() {
        NetworkSpec spec = read(Graphs.start()
                .convolution("conv", 4, 2)
                .then("Identity", NONE)
                .weights("c", 1, 4, 1, 1)
                .then("Add", NONE, "c")
                .then("GlobalAveragePool", NONE)
                .then("Flatten", NONE)
                .head(4));
        assertThat(((Convolution) layer(spec, Convolution.class)).bias()).isTrue();
    }
}
