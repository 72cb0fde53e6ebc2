package org.featureflow.io.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.GradMode;
import org.featureflow.io.ImageSize;
import org.featureflow.io.Npz;
import org.featureflow.io.PyTorchCheckpoint;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.VisionTransformer;
import org.featureflow.nn.VisionTransformer.Block;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Shrink;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VisionTransformerWeightsTest {
    private static final FeatureShape IMAGES = new FeatureShape(3, 16, 16);
    /** Two heads of 64 channels; the second block has lost one and most of its hidden units. */
    private static final NetworkSpec SPEC =
            VisionTransformer.of("vit", 8, 128, 64, List.of(new Block(2, 20), new Block(1, 6)), IMAGES, 7);

    @TempDir
    private Path folder;

    static Stream<UnaryOperator<String>> namings() {
        return Stream.of(
                UnaryOperator.identity(),
                n -> n.replace("mlp.0", "mlp.linear_1").replace("mlp.3", "mlp.linear_2"),
                n -> "model." + n,
                VisionTransformerWeightsTest::timm,
                n -> "model.encoder." + timm(n));
    }

    /** A name of torchvision's as timm and DeiT write it. */
    private static String timm(String name) {
        return name.replace("class_token", "cls_token")
                .replace("encoder.pos_embedding", "pos_embed")
                .replace("conv_proj", "patch_embed.proj")
                .replace("encoder.layers.encoder_layer_", "blocks.")
                .replace("ln_", "norm")
                .replace("self_attention.in_proj_", "attn.qkv.")
                .replace("self_attention.out_proj", "attn.proj")
                .replace("mlp.0", "mlp.fc1")
                .replace("mlp.3", "mlp.fc2")
                .replace("encoder.ln", "norm")
                .replace("heads.head", "head");
    }

    @ParameterizedTest
    @MethodSource("namings")
    void theGeometryIsToldFromNamesAndShapes(UnaryOperator<String> naming) {
        try (Network network = Network.create(SPEC, 3)) {
            TorchWeights weights = read(renamed(state(network), naming));
            assertThat(weights.propose()).isEqualTo(SPEC);
            try (Network imported = weights.into(weights.propose())) {
                assertThat(state(imported)).isEqualTo(state(network));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"192, 3", "384, 6", "768, 12", "1024, 16", "1280, 16", "1664, 16"})
    void headsAreThoseOfThePublishedNetworks(int channels, int heads) {
        NetworkSpec published =
                VisionTransformer.of("", 8, channels, channels / heads, List.of(new Block(heads, 4)), IMAGES, 2);
        try (Network network = Network.create(published, 3)) {
            NetworkSpec proposed = read(state(network)).propose();
            assertThat(proposed.named("")).isEqualTo(published);
            assertThat(proposed.name()).startsWith("vit");
        }
    }

    /** A file that torchvision made, with its logits: make_vit.py. Four channels a head are not told from it. */
    @Test
    void torchvisionsStateDictionaryComputesWhatItDoesThere() throws URISyntaxException {
        Path file = resource("vit.pth");
        NetworkSpec spec = VisionTransformer.of(
                "vit", 4, 8, 4, List.of(new Block(2, 12), new Block(2, 6)), new FeatureShape(3, 12, 12), 5);
        Map<String, StoredTensor> expected = Npz.read(resource("vit.npz"));
        try (Network network = TorchWeights.read(file).into(spec);
                GradMode off = GradMode.off();
                NDManager manager = network.manager().newSubManager()) {
            NDArray logits = network.forward(expected.get("images").toArray(manager), false)
                    .logits();
            NDArray difference = logits.sub(expected.get("logits").toArray(manager));
            assertThat(difference.abs().max().getFloat()).isLessThan(1e-5f);
            assertThat(state(network)).isEqualTo(PyTorchCheckpoint.read(file).tensors());
        }
    }

    @ParameterizedTest
    @CsvSource({"vit-tiny@0.0625:16x16:7", "vit-small@0.0625:64x64:3"})
    void aNamedArchitectureSaysWhatTheFileDoesNot(String name) {
        NetworkSpec spec = Architectures.named(name);
        try (Network network = Network.create(spec, 3)) {
            TorchWeights weights = read(renamed(state(network), VisionTransformerWeightsTest::timm));
            NetworkSpec named = weights.named(name.substring(0, name.indexOf(':')));
            assertThat(named.named(name)).isEqualTo(spec);
            weights.into(named).close();
            assertThatThrownBy(weights::propose)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContainingAll("number of heads is in no array", "--arch", "vit-tiny@0.5", "ONNX");
        }
    }

    @Test
    void aPrunedTransformerComesBackFromItsStateDictionary() {
        NetworkSpec whole =
                VisionTransformer.of("vit", 8, 128, 64, List.of(new Block(2, 20), new Block(2, 20)), IMAGES, 7);
        try (Network network = Network.create(whole, 3);
                Network pruned = Shrink.apply(
                        network,
                        Pruning.by("l1")
                                .channels(Channels.INNER)
                                .target(Target.channels(0.5))
                                .plan(network))) {
            assertThat(pruned.spec()).isNotEqualTo(whole);
            TorchWeights weights = read(state(pruned));
            assertThat(weights.propose()).isEqualTo(pruned.spec());
            try (Network imported = weights.into(weights.propose())) {
                assertThat(state(imported)).isEqualTo(state(pruned));
            }
        }
    }

    @Test
    void queriesKeysAndValuesMayHaveNoBias() {
        try (Network network = Network.create(SPEC, 3)) {
            Map<String, StoredTensor> state = state(network);
            state.keySet().removeIf(n -> n.endsWith("in_proj_bias"));
            TorchWeights weights = read(state);
            try (Network imported = weights.into(weights.propose())) {
                assertThat(state(imported)).isEqualTo(state);
            }
        }
    }

    @Test
    void positionsOfImagesThatAreNotSquareNeedTheirSize() {
        FeatureShape wide = new FeatureShape(1, 16, 32);
        NetworkSpec spec = VisionTransformer.of("vit", 8, 64, 64, List.of(new Block(1, 4)), wide, 2);
        try (Network network = Network.create(spec, 3)) {
            TorchWeights weights = read(state(network));
            assertThat(weights.propose(new ImageSize(16, 32))).isEqualTo(spec);
            assertThatThrownBy(weights::propose).hasMessageContainingAll("for 9 positions", "--input", "ONNX");
            assertThatThrownBy(() -> weights.propose(new ImageSize(33, 16)))
                    .hasMessageContainingAll("8×8 pixels in images of 33×16");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dist_token, distillation token",
        "head_dist.weight, distillation token",
        "reg_token, register tokens",
        "fc_norm.weight, mean of its tokens",
        "heads.pre_logits.weight, two layers in its head",
        "blocks.0.ls1.gamma, layer scale",
        "blocks.1.gamma_2, layer scale",
        "blocks.0.attn.q_norm.weight, norms of queries and keys"
    })
    void otherKindsAreRefusedWithAWayOut(String array, String part) {
        try (Network network = Network.create(SPEC, 3)) {
            Map<String, StoredTensor> state = renamed(state(network), VisionTransformerWeightsTest::timm);
            state.put(array, StoredTensor.ofFloats(new float[1], 1));
            assertThatThrownBy(() -> read(state))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContainingAll(part, "“" + array + "”", "ONNX");
        }
    }

    @Test
    void whatDiffersFromTheNamedArchitectureIsListed() {
        try (Network network = Network.create(SPEC, 3)) {
            Map<String, StoredTensor> state = state(network);
            state.put("class_token", StoredTensor.ofFloats(new float[2], 1, 2));
            state.put("norm_pre.weight", StoredTensor.ofFloats(new float[2], 2));
            TorchWeights weights = read(state);
            assertThatThrownBy(() -> weights.into(weights.named("vit-tiny:32x32")))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContainingAll(
                            "missing encoder.layers.encoder_layer_2.ln_1.weight",
                            "surplus norm_pre.weight",
                            "class_token.weight is 1×2 instead of 192",
                            "conv_proj.weight is 128×3×8×8 instead of 192×3×4×4")
                    .hasMessageMatching("(?s)[^\n]+\\.");
        }
    }

    @Test
    void aTransformerWithoutAHeadIsRefused() {
        try (Network network = Network.create(SPEC, 3)) {
            Map<String, StoredTensor> state = state(network);
            state.keySet().removeIf(n -> n.startsWith("heads."));
            assertThatThrownBy(() -> read(state).propose()).hasMessageContainingAll("no linear layer", "head");
        }
    }

    /** What export writes. */
    private Map<String, StoredTensor> state(Network network) {
        Path file = folder.resolve("state.safetensors");
        TorchNames.write(network, file);
        return new LinkedHashMap<>(Safetensors.readAll(file));
    }

    private static Map<String, StoredTensor> renamed(Map<String, StoredTensor> state, UnaryOperator<String> naming) {
        Map<String, StoredTensor> renamed = new LinkedHashMap<>();
        state.forEach((name, tensor) -> renamed.put(naming.apply(name), tensor));
        return renamed;
    }

    private TorchWeights read(Map<String, StoredTensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of(), tensors);
        return TorchWeights.read(file);
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(VisionTransformerWeightsTest.class
                .getResource("/formats/" + name)
                .toURI());
    }
}
