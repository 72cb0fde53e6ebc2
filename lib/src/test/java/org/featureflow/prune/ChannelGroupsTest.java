package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Concat;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.ParameterSpec;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
    private static ChannelGroups all(NetworkSpec spec) {
        return ChannelGroups.of(spec, Channels.ALL);
    }

    private static List<String> names(ChannelGroups groups) {
        return groups.groups().stream().map(ChannelGroup::name).toList();
    }

    private static List<String> arrays(List<Slices> slices) {
        return slices.stream().map(Slices::array).toList();
    }

    @Test
    void everyConvolutionOfAVggIsAGroupAndTheClassesAreNone() {
        ChannelGroups groups = ChannelGroups.of(Architectures.named("vgg16"), Channels.INNER);
        assertThat(groups.groups()).hasSize(13).allMatch(g -> !g.coupled());
        assertThat(groups.channels()).isEqualTo(4224);
        ChannelGroup first = groups.group("features.0");
        assertThat(arrays(first.slices()))
                .containsExactly(
                        "features.0.weight",
                        "features.0.bias",
                        "features.1.weight",
                        "features.1.bias",
                        "features.1.running_mean",
                        "features.1.running_var",
                        "features.3.weight");
    }

    /** Zeros that no layer makes are no channel to remove, whatever slope they have. */
    @Test
    void aSlopeGoesWithItsChannelUnlessAllShareIt() {
        NetworkSpec spec = NetworkSpec.builder("slopes", new FeatureShape(3, 4, 4))
                .convolution("conv", 4, 3, 1)
                .prelu("own")
                .then("one", new PRelu(4, true))
                .then("pad", new PadShortcut(4, 1, List.of(0, 1, 2, 3, PadShortcut.ZEROS)))
                .prelu("padded")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        ChannelGroups groups = all(spec);
        assertThat(names(groups)).containsExactly("conv");
        assertThat(arrays(groups.group("conv").slices()))
                .containsExactly("conv.weight", "own.weight", "padded.weight", "fc.weight");
        Plan plan = new Plan(spec.name(), List.of(new Cut("conv", 4, List.of(1, 3))), Map.of());
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "own.weight", 1, 2, 3, 4);
            Networks.set(network, "one.weight", 5);
            Networks.set(network, "padded.weight", 1, 2, 3, 4, 5);
            try (Network smaller = Shrink.apply(network, plan)) {
                assertThat(smaller.array("own.weight").toFloatArray()).containsExactly(2, 4);
                assertThat(smaller.array("one.weight").toFloatArray()).containsExactly(5);
                assertThat(smaller.array("padded.weight").toFloatArray()).containsExactly(2, 4, 5);
            }
        }
    }

    @Test
    void aGroupOfAGroupNormIsOneChannel() {
        NetworkSpec spec = NetworkSpec.builder("groups", new FeatureShape(3, 4, 4))
                .convolution("conv", 6, 3, 1)
                .groupNorm("gn", 3)
                .relu("relu")
                .convolution("next", 6, 3, 1)
                .groupNorm("whole", 1)
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        ChannelGroups groups = all(spec);
        assertThat(names(groups)).containsExactly("conv", "next");
        ChannelGroup pairs = groups.group("conv");
        assertThat(pairs.size()).isEqualTo(3);
        assertThat(arrays(pairs.slices())).containsExactly("conv.weight", "gn.weight", "gn.bias", "next.weight");
        assertThat(pairs.slices()).allMatch(s -> Arrays.deepEquals(s.indices(), new int[][] {{0, 1}, {2, 3}, {4, 5}}));
        assertThat(groups.group("next").size()).as("normalised by each other").isOne();
        Plan plan = new Plan(spec.name(), List.of(new Cut("conv", 3, List.of(0, 2))), Map.of());
        NetworkSpec smaller = Shrink.spec(spec, plan);
        assertThat(smaller.node("gn").layer()).isEqualTo(new GroupNorm(4, 2, 1e-5));
        assertThat(smaller.node("whole").layer()).isEqualTo(spec.node("whole").layer());
    }

    @Test
    void innerChannelsOfAResNetAreTheFirstConvolutionsOfItsBlocks() {
        ChannelGroups groups = ChannelGroups.of(Architectures.named("resnet20"), Channels.INNER);
        assertThat(names(groups))
                .containsExactly(java.util.Arrays.stream(Reference.BLOCKS)
                        .map(b -> b + ".conv1")
                        .toArray(String[]::new));
        assertThat(ChannelGroups.of(Architectures.named("resnet50"), Channels.INNER)
                        .groups())
                .as("two of every bottleneck, and the stem, which a projection follows")
                .hasSize(33);
    }

    @Test
    void optionACouplesTheMiddleOfAStageWithTheStageBefore() {
        ChannelGroups groups = all(Architectures.named("resnet20"));
        assertThat(names(groups)).contains("conv1", "layer2.0.conv2", "layer3.0.conv2");
        ChannelGroup stem = groups.group("conv1");
        assertThat(stem.coupled()).isTrue();
        assertThat(stem.size()).isEqualTo(16);
        assertThat(arrays(stem.filters()))
                .containsExactly(
                        "conv1.weight",
                        "layer1.0.conv2.weight",
                        "layer1.1.conv2.weight",
                        "layer1.2.conv2.weight",
                        "layer2.0.conv2.weight",
                        "layer2.1.conv2.weight",
                        "layer2.2.conv2.weight",
                        "layer3.0.conv2.weight",
                        "layer3.1.conv2.weight",
                        "layer3.2.conv2.weight");
        Slices stage3 = stem.filters().get(9);
        assertThat(stage3.indices()[0]).as("16 → 32 → 64, centred").containsExactly(24);
        assertThat(groups.group("layer2.0.conv2").size()).isEqualTo(16);
        assertThat(groups.group("layer3.0.conv2").size()).isEqualTo(32);
        assertThat(groups.group("layer3.0.conv2").filters().get(0).indices()[16])
                .containsExactly(48);
    }

    @Test
    void aProjectionStartsANewStreamOfItsOwn() {
        ChannelGroups groups = all(Architectures.named("resnet18@0.125"));
        assertThat(groups.groups().stream().filter(ChannelGroup::coupled).map(ChannelGroup::size))
                .containsExactly(8, 16, 32, 64);
        assertThat(arrays(groups.group("layer2.0.conv2").filters()))
                .containsExactly("layer2.0.conv2.weight", "layer2.0.downsample.0.weight", "layer2.1.conv2.weight");
    }

    @Test
    void ofATransformerTheHeadsCanGoAndTheHiddenUnitsButNotTheStream() {
        ChannelGroups groups = all(Architectures.named("vit-tiny"));
        assertThat(groups.groups()).hasSize(24).noneMatch(ChannelGroup::coupled);
        ChannelGroup heads = groups.group("encoder.layers.encoder_layer_3.self_attention.query");
        assertThat(heads.size()).isEqualTo(3);
        assertThat(heads.filters())
                .extracting(Slices::node)
                .containsExactly(
                        "encoder.layers.encoder_layer_3.self_attention.query",
                        "encoder.layers.encoder_layer_3.self_attention.key",
                        "encoder.layers.encoder_layer_3.self_attention.value");
        assertThat(heads.filters())
                .allSatisfy(f -> assertThat(f.indices()[1])
                        .containsExactly(IntStream.range(64, 128).toArray()));
        assertThat(arrays(heads.readers()))
                .containsExactly("encoder.layers.encoder_layer_3.self_attention.out_proj.weight");
        assertThat(groups.group("encoder.layers.encoder_layer_3.mlp.0").size()).isEqualTo(768);
    }

    @Test
    void flatteningGivesEveryChannelItsBlockOfColumns() {
        NetworkSpec spec = Architectures.named("vgg11@0.0625:64x64");
        Slices columns = ChannelGroups.of(spec, Channels.INNER)
                .group("features.25")
                .readers()
                .get(0);
        assertThat(columns.node()).isEqualTo("classifier");
        assertThat(columns.indices()[2]).containsExactly(8, 9, 10, 11);
    }

    @Test
    void concatenationShiftsTheSecondInput() {
        NetworkSpec spec = NetworkSpec.builder("dense", new FeatureShape(3, 4, 4))
                .convolution("a", 2, 3, 1)
                .convolution("b", 3, 3, 1)
                .add("cat", new Concat(), "a", "b")
                .batchNorm("bn")
                .globalAveragePool("gap")
                .linear("fc", 4)
                .build();
        ChannelGroup b = all(spec).group("b");
        assertThat(b.coupled()).isFalse();
        assertThat(b.readers()).hasSize(1);
        assertThat(b.readers().get(0).indices()).isEqualTo(new int[][] {{2}, {3}, {4}});
        assertThat(all(spec).group("a").readers()).extracting(Slices::node).containsExactly("b", "fc");
    }

    @Test
    void aDepthwiseConvolutionTiesInputToOutput() {
        NetworkSpec spec = NetworkSpec.builder("mobile", new FeatureShape(3, 4, 4))
                .convolution("expand", 6, 1, 1)
                .then("depthwise", new Convolution(6, 12, 3, 1, 1, 6, false))
                .convolution("project", 4, 1, 1)
                .globalAveragePool("gap")
                .build();
        ChannelGroup group = all(spec).group("expand");
        assertThat(group.size()).isEqualTo(6);
        assertThat(group.filters()).extracting(Slices::node).containsExactly("expand", "depthwise");
        assertThat(group.filters().get(1).indices()[2]).containsExactly(4, 5);
        assertThat(group.readers()).extracting(Slices::node).containsExactly("project");
    }

    /** Every channel that a layer norm reads is needed for the others; within a block of ConvNeXt the expansion is free. */
    @Test
    void whatALayerNormReadsStays() {
        NetworkSpec spec = NetworkSpec.builder("convnext", new FeatureShape(3, 4, 4))
                .convolution("stem", 6, 1, 1)
                .then("depthwise", new Convolution(6, 6, 3, 1, 1, 6, true))
                .layerNorm("norm")
                .convolution("expand", 8, 1, 1)
                .activation("gelu", ActivationFunction.GELU)
                .convolution("project", 6, 1, 1)
                .sum("sum", "project", "stem")
                .globalAveragePool("gap")
                .flatten("flatten")
                .linear("fc", 2)
                .build();
        assertThat(all(spec).groups()).extracting(ChannelGroup::name).containsExactly("expand");
        assertThat(all(spec).group("expand").readers()).extracting(Slices::node).containsExactly("project");
    }

    /** Else a sigmoid's gate would lose channels with those it weighs, and the norm before it would change for the rest. */
    @Test
    void aLayerNormWithinAGateHoldsItsChannels() {
        NetworkSpec spec = NetworkSpec.builder("gate", new FeatureShape(3, 4, 4))
                .convolution("stem", 6, 1, 1)
                .globalAveragePool("gap")
                .layerNorm("norm")
                .activation("gate", ActivationFunction.SIGMOID)
                .product("product", "stem", "gate")
                .convolution("next", 4, 1, 1)
                .globalAveragePool("head")
                .build();
        assertThat(all(spec).groups()).isEmpty();
    }

    @Test
    void otherGroupedConvolutionsLoseTheSamePositionInEveryGroup() {
        NetworkSpec spec = NetworkSpec.builder("grouped", new FeatureShape(3, 4, 4))
                .convolution("a", 6, 1, 1)
                .then("grouped", new Convolution(6, 4, 3, 1, 1, 2, false))
                .convolution("b", 4, 1, 1)
                .globalAveragePool("gap")
                .build();
        ChannelGroups groups = all(spec);
        assertThat(groups.group("a").size()).isEqualTo(3);
        assertThat(groups.group("a").filters().get(0).indices()).isEqualTo(new int[][] {{0, 3}, {1, 4}, {2, 5}});
        assertThat(groups.group("a").readers().get(0).indices()).isEqualTo(new int[][] {{0}, {1}, {2}});
        assertThat(groups.group("grouped").filters().get(0).indices()).isEqualTo(new int[][] {{0, 2}, {1, 3}});
    }

    @Test
    void aClipThatMovesZeroKeepsItsChannels() {
        NetworkSpec spec = NetworkSpec.builder("clipped", new FeatureShape(3, 4, 4))
                .convolution("a", 4, 1, 1)
                .then("six", new Clip(0, 6))
                .convolution("b", 4, 1, 1)
                .then("shifted", new Clip(0.5, 6))
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        assertThat(names(all(spec))).containsExactly("a");
    }

    @Test
    void familiesHaveTheSameLayersWhateverTheirWidths() {
        ChannelGroups inner = ChannelGroups.of(Architectures.named("resnet20"), Channels.INNER);
        assertThat(inner.families()).hasSize(9).containsOnly(1);
        ChannelGroups vgg = all(Architectures.named("vgg11@0.25"));
        assertThat(vgg.families())
                .as("a linear layer reads the last one")
                .startsWith(1, 1)
                .endsWith(1, 2);
        ChannelGroups streams = all(Architectures.named("resnet20b"));
        assertThat(streams.families())
                .as("the stem belongs to the first stream, the classifier reads the last")
                .containsExactly(1, 2, 2, 2, 2, 3, 2, 2, 2, 4, 2, 2);
    }

    private static NetworkBuilder squeezed() {
        return NetworkSpec.builder("squeezed", new FeatureShape(3, 4, 4))
                .convolution("a", 4, 1, 1)
                .relu("relu")
                .globalAveragePool("means")
                .convolution("squeeze", 2, 1, 1)
                .relu("small")
                .convolution("excite", 4, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID);
    }

    @Test
    void aGateGoesWithTheChannelsItWeighs() {
        ChannelGroups groups = all(squeezed()
                .product("weighed", "relu", "gate")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build());
        assertThat(names(groups)).containsExactly("a", "squeeze");
        assertThat(arrays(groups.group("a").filters())).containsExactly("a.weight");
        assertThat(arrays(groups.group("a").slices())).contains("excite.weight");
        assertThat(groups.group("a")).hasToString("a: 4 channels, made by a, weighed by excite, read by squeeze, fc");
        assertThat(groups.group("a").madeBy("excite")).isFalse();
        assertThat(groups.group("a").coupled()).isFalse();
        assertThat(arrays(groups.group("a").readers())).containsExactly("squeeze.weight", "fc.weight");
    }

    @Test
    void aBatchNormBehindAProductIsTheChannelsWhicheverSideTheGateIsOn() {
        for (boolean gateFirst : new boolean[] {false, true}) {
            NetworkBuilder b = NetworkSpec.builder("sides", new FeatureShape(3, 4, 4))
                    .convolution("a", 4, 1, 1)
                    .convolution("b", 4, 1, 1)
                    .activation("gate", ActivationFunction.SIGMOID);
            ChannelGroups groups = all(b.product("weighed", gateFirst ? "gate" : "a", gateFirst ? "a" : "gate")
                    .batchNorm("bn")
                    .globalAveragePool("gap")
                    .linear("fc", 2)
                    .build());
            assertThat(arrays(groups.group("a").of(ParameterSpec.Kind.SCALE))).containsExactly("bn.weight");
            assertThat(arrays(groups.group("a").filters())).containsExactly("a.weight");
        }
    }

    @Test
    void aChannelThatWeighsItselfIsMadeByItsFilters() {
        NetworkSpec spec = NetworkSpec.builder("silu", new FeatureShape(3, 4, 4))
                .convolution("a", 4, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID)
                .product("silu", "a", "gate")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        assertThat(all(spec).group("a")).hasToString("a: 4 channels, made by a, read by fc");
    }

    @Test
    void aSigmoidThatIsNoGateKeepsItsChannels() {
        assertThat(names(all(squeezed().linear("fc", 2).build()))).containsExactly("a", "squeeze");
        // Both sides are one half where their channels are zero.
        NetworkSpec both = squeezed()
                .from("relu")
                .activation("other", ActivationFunction.HARD_SIGMOID)
                .product("weighed", "other", "gate")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        assertThat(names(all(both))).containsExactly("squeeze");
        // The gate is looked at elsewhere too.
        NetworkSpec leaking = squeezed()
                .product("weighed", "relu", "gate")
                .globalAveragePool("gap")
                .sum("sum", "gap", "gate")
                .linear("fc", 2)
                .build();
        assertThat(names(all(leaking))).containsExactly("squeeze");
    }

    @Test
    void channelsThatImagesOrLogitsPassThroughAreFixed() {
        NetworkSpec spec = NetworkSpec.builder("fixed", new FeatureShape(3, 4, 4))
                .convolution("a", 3, 1, 1)
                .sum("sum", "a", NetworkSpec.INPUT)
                .convolution("b", 5, 1, 1)
                .globalAveragePool("gap")
                .build();
        assertThat(all(spec).groups()).isEmpty();
    }

    /** Channels of a layer behind which a shortcut takes some and leaves others out. */
    private static NetworkSpec dropping(int channels, Integer... sources) {
        return NetworkSpec.builder("drop", new FeatureShape(3, 4, 4))
                .convolution("a", channels, 1, 1)
                .add("map", new PadShortcut(channels, 1, List.of(sources)), "a")
                .convolution("b", 2, 1, 1)
                .globalAveragePool("gap")
                .build();
    }

    @Test
    void aShortcutMayDropChannels() {
        ChannelGroups groups = all(dropping(4, 3, 0, -1));
        assertThat(names(groups)).containsExactly("a", "a#2");
        assertThat(groups.groups().stream().mapToInt(ChannelGroup::size).sum()).isEqualTo(4);
    }

    @Test
    void protectedNodesTakeTheirGroupsOut() {
        ChannelGroups groups = all(Architectures.named("resnet20"));
        assertThat(names(groups.without(List.of("layer1.1.conv2")))).doesNotContain("conv1");
        assertThatThrownBy(() -> groups.without(List.of("conv9")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("conv9");
    }

    @Test
    void printsOneLineAGroup() {
        assertThat(all(Architectures.named("resnet20")).toString().lines())
                .hasSize(13)
                .anyMatch(l -> l.contains("layer2.0.conv2: 16 coupled channels"));
    }

    @Test
    void aNodeWithoutArraysProtectsWhatPassesIt() {
        NetworkSpec vgg = Architectures.named("vgg11");
        assertThat(all(vgg).without(vgg.taps()).groups()).isEmpty();
        NetworkSpec resnet = Architectures.named("resnet20");
        assertThat(names(all(resnet).without(List.of("layer1.2.relu2"))))
                .doesNotContain("conv1")
                .contains("layer1.0.conv1");
    }

    @Test
    void groupsOfOneLayerKeepTheirNamesWhenTheFirstChannelGoes() {
        ChannelGroups before = all(dropping(4, 3, 0, -1));
        String read = nameOfChannel(before, 0);
        String alone = nameOfChannel(before, 1);
        ChannelGroups after = all(dropping(3, 2, -1, -1));
        assertThat(nameOfChannel(after, 0)).as("channel 1 of before").isEqualTo(alone);
        assertThat(nameOfChannel(after, 2)).as("channel 3 of before").isEqualTo(read);
    }

    private static String nameOfChannel(ChannelGroups groups, int channel) {
        return groups.groups().stream()
                .filter(g -> g.slices().get(0).node().equals("a")
                        && Arrays.stream(g.slices().get(0).indices()).anyMatch(i -> i[0] == channel))
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void the_beginning_of_a_name_protects_all_nodes_within() {
        ChannelGroups groups = all(Architectures.named("resnet20"));
        assertThat(names(groups.without(List.of("layer1."))))
                .contains("layer2.0.conv1", "layer2.0.conv2")
                .doesNotContain("conv1", "layer1.0.conv1", "layer1.1.conv1", "layer1.2.conv1");
        assertThatThrownBy(() -> groups.without(List.of("layer9.")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("layer9.");
        assertThatThrownBy(() -> groups.without(List.of("layer1")))
                .as("a beginning ends in a dot")
                .isInstanceOf(FeatureFlowException.class);
    }
}
