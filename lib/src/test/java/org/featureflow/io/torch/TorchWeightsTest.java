package org.featureflow.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ImageSize;
import org.featureflow.io.Npz;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PadShortcut;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TorchWeightsTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> namings() {
        UnaryOperator<String> wrapped = n -> "module.model." + n;
        UnaryOperator<String> shortcut =
                n -> n.replace("downsample.", "shortcut.").replaceFirst("^fc\\.", "linear.");
        UnaryOperator<String> classifier = n -> n.replaceFirst("^(linear|fc)\\.", "classifier.");
        return Stream.of(
                Arguments.of("resnet20@0.25", wrapped),
                Arguments.of("resnet20@0.25", classifier),
                Arguments.of("resnet20b@0.25:100", shortcut),
                Arguments.of("resnet18@0.0625", shortcut),
                Arguments.of("resnet34@0.0625", wrapped),
                Arguments.of("resnet50@0.0625:7", (UnaryOperator<String>) TorchWeightsTest::tableNames),
                Arguments.of("resnet50@0.03125:224x224:5", UnaryOperator.identity()),
                Arguments.of("vgg16@0.0625:64x64", wrapped),
                Arguments.of("vgg19@0.0625:20", UnaryOperator.identity()));
    }

    /** Names by the rows of the paper's table, as a popular CIFAR-100 collection has them. */
    private static String tableNames(String name) {
        String stem = name.replaceFirst("^conv1\\.", "conv1.0.").replaceFirst("^bn1\\.", "conv1.1.");
        String stage = stem;
        for (int i = 1; i <= 4; i++) {
            stage = stage.replaceFirst("^layer" + i, "conv" + (i + 1) + "_x");
        }
        return stage.replaceFirst("(conv\\d_x\\.\\d\\.)conv1", "$1residual_function.0")
                .replaceFirst("(conv\\d_x\\.\\d\\.)bn1", "$1residual_function.1")
                .replaceFirst("(conv\\d_x\\.\\d\\.)conv2", "$1residual_function.3")
                .replaceFirst("(conv\\d_x\\.\\d\\.)bn2", "$1residual_function.4")
                .replaceFirst("(conv\\d_x\\.\\d\\.)conv3", "$1residual_function.6")
                .replaceFirst("(conv\\d_x\\.\\d\\.)bn3", "$1residual_function.7")
                .replace("downsample", "shortcut");
    }

    @ParameterizedTest
    @MethodSource("namings")
    void theArchitectureIsToldFromNamesAndShapes(String name, UnaryOperator<String> naming) {
        NetworkSpec spec = Architectures.named(name);
        try (Network network = Network.create(spec, 3)) {
            TorchWeights weights = saved(network, naming);
            NetworkSpec proposed = weights.propose();
            assertThat(proposed.named(name)).isEqualTo(spec);
            assertThat(name).startsWith(proposed.name());
            assertThat(weights.ignored()).allMatch(n -> n.endsWith("num_batches_tracked"));
            try (Network imported = weights.into(proposed)) {
                assertEqualArrays(imported, network);
            }
        }
    }

    @Test
    void anEmptyArrayIsNamed() {
        Path file = folder.resolve("empty.safetensors");
        Safetensors.write(
                file,
                Map.of(),
                Map.of(
                        "features.0.weight", StoredTensor.ofFloats(new float[0], 0, 3, 3, 3),
                        "classifier.weight", StoredTensor.ofFloats(new float[10], 10, 1)));
        assertThatThrownBy(() -> TorchWeights.read(file).propose())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(file.toString(), "“features.0.weight” of shape [0, 3, 3, 3] is empty");
    }

    @ParameterizedTest
    @MethodSource("namings")
    void aNamedArchitectureTakesClassesFromTheFile(String name, UnaryOperator<String> naming) {
        NetworkSpec spec = Architectures.named(name);
        try (Network network = Network.create(spec, 3)) {
            TorchWeights weights = saved(network, naming);
            String withoutClasses = name.replaceFirst(":\\d+$", "");
            try (Network imported = weights.into(weights.named(withoutClasses))) {
                assertEqualArrays(imported, network);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vgg16@0.25, INNER", "resnet20@0.5, INNER", "resnet20b@0.5, ALL", "resnet50@0.125, ALL"})
    void widthsOfAPrunedNetworkAreFound(String name, Channels channels) {
        try (Network network = Network.create(Architectures.named(name), 3);
                Network pruned = Shrink.apply(
                        network,
                        Pruning.by("l1")
                                .channels(channels)
                                .scope(Scope.global())
                                .target(Target.channels(0.6))
                                .plan(network))) {
            TorchWeights weights = saved(pruned, UnaryOperator.identity());
            NetworkSpec proposed = weights.propose();
            assertThat(proposed.named(name)).isEqualTo(pruned.spec());
            try (Network imported = weights.into(proposed)) {
                assertEqualArrays(imported, pruned);
            }
        }
    }

    @Test
    void aGapThatIsNoPoolIsNotTakenForOne() {
        try (Network network = Network.create(Architectures.named("vgg16@0.25"), 3)) {
            // A dropout behind the first rectifier moves the rest up by one.
            TorchWeights weights = saved(network, name -> {
                Matcher m = Pattern.compile("features\\.(\\d+)(\\..*)").matcher(name);
                int index = m.matches() ? Integer.parseInt(m.group(1)) : 0;
                return index < 3 ? name : "features." + (index + 1) + m.group(2);
            });
            assertThatThrownBy(() -> weights.propose())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContainingAll("5 gaps", "Dropout", "ONNX");
        }
    }

    /** CIFAR's AlexNet: names and shapes fit a VGG, but its first convolution strides by four. */
    @Test
    void anAlexNetIsNotTakenForAVgg() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("features.0.weight", zeros(8, 3, 11, 11));
        tensors.put("features.3.weight", zeros(12, 8, 5, 5));
        tensors.put("classifier.weight", zeros(10, 12));
        assertThatThrownBy(() -> read(tensors).propose())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("“features.0” are 11×11", "ONNX");
    }

    @Test
    void aSmallMapThatPoolsDoNotExplainIsNotAveragedAway() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("features.0.weight", zeros(8, 3, 3, 3));
        tensors.put("features.2.weight", zeros(12, 8, 3, 3));
        tensors.put("classifier.weight", zeros(10, 12));
        assertThatThrownBy(() -> read(tensors).propose())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("behind 0 gaps", "the head takes 12 numbers", "--input", "ONNX");
    }

    /** Three blocks behind each of which images of 32×32 are halved; the numbering shows two of the pools. */
    @Test
    void aVggOfFewerPoolsTakesSmallImages() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, "features.0", 4, 3, 3, 3);
        put(tensors, "features.3", 6, 4, 3, 3);
        put(tensors, "features.6", 8, 6, 3, 3);
        put(tensors, "classifier", 10, 8 * 4 * 4);
        TorchWeights weights = read(tensors);
        NetworkSpec spec = weights.propose();
        assertThat(spec.input()).isEqualTo(new FeatureShape(3, 32, 32));
        assertThat(spec.nodes().stream().filter(n -> n.layer() instanceof MaxPool))
                .hasSize(3);
        weights.into(spec).close();
    }

    @Test
    void theLastLayerOfAResNetMayHaveNoBias() {
        try (Network network = Network.create(Architectures.named("resnet20b@0.25"), 3)) {
            Map<String, StoredTensor> tensors = tensors(network, UnaryOperator.identity());
            tensors.remove("fc.bias");
            TorchWeights weights = read(tensors);
            NetworkSpec spec = weights.propose();
            assertThat(spec.node("fc").layer()).isEqualTo(new Linear(16, 10, false));
            weights.into(spec).close();
        }
    }

    /** kuangliu's RegNetX is named like a ResNeXt, has more groups in later stages, and other strides. */
    @Test
    void aRegNetIsNotTakenForAResNeXt() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, "conv1", 4, 3, 3, 3);
        put(tensors, "bn1", 4);
        int in = 4;
        for (int stage = 1; stage <= 2; stage++) {
            int width = 4 * stage;
            String block = "layer" + stage + ".0.";
            put(tensors, block + "conv1", width, in, 1, 1);
            put(tensors, block + "bn1", width);
            put(tensors, block + "conv2", width, 2, 3, 3);
            put(tensors, block + "bn2", width);
            put(tensors, block + "conv3", width, width, 1, 1);
            put(tensors, block + "bn3", width);
            put(tensors, block + "shortcut.0", width, in, 1, 1);
            put(tensors, block + "shortcut.1", width);
            in = width;
        }
        put(tensors, "linear", 10, in);
        assertThatThrownBy(() -> read(tensors).propose())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("“layer2.0” has 4 groups and those before it 2", "ONNX");
    }

    @Test
    void featuresThatWereWrappedForSeveralGpusAreFound() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 3)) {
            TorchWeights weights = saved(network, name -> name.replace("features.", "features.module."));
            try (Network imported = weights.into(weights.propose())) {
                assertEqualArrays(imported, network);
            }
        }
    }

    /** torchvision's VGG has three linear layers. */
    @Test
    void aHeadOfThreeLayersBecomesThreeLayers() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        int[] channels = {4, 0, 4, 0, 6, 6, 0, 6, 6, 0, 8, 8};
        int index = 0;
        int in = 3;
        for (int c : channels) {
            if (c == 0) {
                index++;
                continue;
            }
            put(tensors, "features." + index, c, in, 3, 3);
            put(tensors, "features." + (index + 1), c);
            index += 3;
            in = c;
        }
        put(tensors, "classifier.0", 12, 8 * 49);
        put(tensors, "classifier.3", 12, 12);
        put(tensors, "classifier.6", 5, 12);
        NetworkSpec spec = read(tensors).propose();
        assertThat(spec.name()).isEqualTo("vgg11");
        assertThat(spec.input()).isEqualTo(new FeatureShape(3, 224, 224));
        assertThat(spec.classes()).isEqualTo(5);
        assertThat(spec.nodes().stream().filter(n -> n.layer() instanceof Linear))
                .hasSize(3);
        assertThat(spec.taps()).hasSize(8);
        try (Network network = read(tensors).into(spec)) {
            // Python takes it back under the names that it came with.
            assertThat(network.parameters())
                    .containsKeys("classifier.0.weight", "classifier.3.weight", "classifier.6.bias");
        }
    }

    /** Network slimming's VGG: four max pools, and an average of what is left. */
    @Test
    void aVggUnderTheNameFeatureEndsInAnAverage() {
        UnaryOperator<String> naming =
                n -> n.replace("features.", "feature.").replaceFirst("^classifier\\.", "classifier.0.");
        NetworkSpec usual = Architectures.named("vgg11@0.0625");
        try (Network network = Network.create(usual, 3)) {
            TorchWeights weights = saved(network, naming);
            for (NetworkSpec spec : List.of(weights.propose(), weights.named("vgg11@0.0625"))) {
                assertThat(spec.nodes().stream().filter(n -> n.layer() instanceof MaxPool))
                        .hasSize(4);
                assertThat(spec.node("features.28").layer()).isEqualTo(new AveragePool(2, 2, 0));
                try (Network imported = weights.into(spec)) {
                    assertEqualArrays(imported, network);
                }
            }
            assertThat(saved(network, UnaryOperator.identity()).propose().nodes().stream()
                            .filter(n -> n.layer() instanceof AveragePool))
                    .isEmpty();
        }
    }

    /** Linear, batch norm, rectifier, linear, behind what a wrapper puts in front of every name. */
    @Test
    void aHeadWithBatchNormKeepsItsNames() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.features.0", 4, 3, 3, 3);
        put(tensors, "model.features.1", 4);
        put(tensors, "model.classifier.0", 6, 4 * 256);
        put(tensors, "model.classifier.1", 6);
        put(tensors, "model.classifier.3", 5, 6);
        NetworkSpec spec = read(tensors).propose(new ImageSize(32, 32));
        assertThat(spec.parameters())
                .containsKeys("classifier.0.weight", "classifier.1.running_mean", "classifier.3.weight");
        read(tensors).into(spec).close();
    }

    @Test
    void aVggWithoutBatchNormOrBiasIsFound() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("features.0.weight", zeros(4, 3, 3, 3));
        tensors.put("features.3.weight", zeros(6, 4, 3, 3));
        tensors.put("linear.weight", zeros(10, 6 * 64));
        NetworkSpec spec = read(tensors).propose(new ImageSize(32, 32));
        assertThat(spec.nodes().stream().map(n -> n.name()))
                .containsExactly(
                        "features.0",
                        "features.1",
                        "features.2",
                        "features.3",
                        "features.4",
                        "features.5",
                        "flatten",
                        "classifier");
        assertThat(spec.node("features.3").layer()).isEqualTo(new Convolution(4, 6, 3, 1, 1, 1, false));
    }

    @Test
    void theTrainedResNet20OfTheFixturesIsImported() throws URISyntaxException {
        Path file = Path.of(TorchWeightsTest.class
                .getResource("/reference/resnet20-weights.npz")
                .toURI());
        TorchWeights weights = TorchWeights.read(file);
        NetworkSpec spec = weights.propose();
        assertThat(spec).isEqualTo(Architectures.named("resnet20"));
        assertThat(spec.node("layer2.0.shortcut").layer()).isEqualTo(PadShortcut.centred(16, 32, 2));
        Map<String, StoredTensor> fixture = Npz.read(file);
        try (Network network = weights.into(spec)) {
            network.parameters()
                    .forEach((name, p) ->
                            assertThat(StoredTensor.of(p.getArray())).as(name).isEqualTo(fixture.get(name)));
        }
    }

    @Test
    void missingSurplusAndMisshapenArraysAreListedTogether() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 3)) {
            Map<String, StoredTensor> tensors = tensors(network, UnaryOperator.identity());
            tensors.remove("layer1.0.bn2.bias");
            tensors.put("extra.weight", zeros(3));
            tensors.put("conv1.weight", zeros(5, 3, 3, 3));
            TorchWeights weights = read(tensors);
            assertThatThrownBy(() -> weights.into(Architectures.named("resnet20@0.25")))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("missing layer1.0.bn2.bias; surplus extra.weight;")
                    .hasMessageContaining("conv1.weight is 5×3×3×3 instead of 4×3×3×3")
                    .hasMessageContaining("--arch auto")
                    .hasMessageMatching("(?s)[^\n]+\\.");
        }
    }

    @Test
    void optionBIsNotTakenForOptionA() {
        try (Network network = Network.create(Architectures.named("resnet20b@0.25"), 3)) {
            TorchWeights weights = saved(network, UnaryOperator.identity());
            assertThatThrownBy(() -> weights.into(weights.named("resnet20@0.25")))
                    .hasMessageContaining("surplus layer2.0.downsample.0.weight");
        }
    }

    @Test
    void whatIsNeitherVggNorResNetIsRefusedWithAWayOut() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, "encoder.0", 4, 3, 3, 3);
        put(tensors, "decoder.0", 4, 4, 3, 3);
        assertThatThrownBy(() -> read(tensors).propose())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("encoder.0")
                .hasMessageContaining("ONNX");
    }

    private TorchWeights saved(Network network, UnaryOperator<String> naming) {
        return read(tensors(network, naming));
    }

    private TorchWeights read(Map<String, StoredTensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of(), tensors);
        return TorchWeights.read(file);
    }

    private static Map<String, StoredTensor> tensors(Network network, UnaryOperator<String> naming) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        network.parameters().forEach((name, p) -> {
            tensors.put(naming.apply(name), StoredTensor.of(p.getArray()));
            if (name.endsWith("running_var")) {
                String counter = name.replace("running_var", "num_batches_tracked");
                tensors.put(naming.apply(counter), StoredTensor.ofLongs(new long[] {7}));
            }
        });
        return tensors;
    }

    /** A weight and a bias; of one axis also running statistics. */
    private static void put(Map<String, StoredTensor> tensors, String module, int... shape) {
        tensors.put(module + ".weight", zeros(shape));
        tensors.put(module + ".bias", zeros(shape[0]));
        if (shape.length == 1) {
            tensors.put(module + ".running_mean", zeros(shape[0]));
            tensors.put(module + ".running_var", zeros(shape[0]));
        }
    }

    private static StoredTensor zeros(int... shape) {
        long[] axes = new long[shape.length];
        int size = 1;
        for (int i = 0; i < shape.length; i++) {
            axes[i] = shape[i];
            size *= shape[i];
        }
        return StoredTensor.ofFloats(new float[size], axes);
    }

    private static void assertEqualArrays(Network actual, Network expected) {
        assertThat(actual.parameters()).hasSameSizeAs(expected.parameters());
        List<StoredTensor> arrays = expected.parameters().values().stream()
                .map(p -> StoredTensor.of(p.getArray()))
                .toList();
        assertThat(actual.parameters().values().stream().map(p -> StoredTensor.of(p.getArray())))
                .isEqualTo(arrays);
    }
}
