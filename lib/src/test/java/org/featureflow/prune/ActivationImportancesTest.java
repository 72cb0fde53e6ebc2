package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Concat;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PadShortcut;
import org.featureflow.nn.Relu;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importances that look at activations: two channels of 2×2 maps, passed through by an identity convolution and a rectifier. */
class ActivationImportancesTest {
    private static final float[][] IMAGES = {
        {1, 2, 2, 4, /* rank 1, all positive */ 1, 0, 0, 1 /* rank 2 */},
        {-1, -1, -1, -1, /* nothing after the rectifier */ 0, -2, 3, 0 /* rank 1 */}
    };

    private Network network;
    private ChannelGroup group;

    @BeforeEach
    void open() {
        network = Network.create(
                NetworkSpec.builder("identity", new FeatureShape(2, 2, 2))
                        .convolution("conv", 2, 1, 1)
                        .relu("relu")
                        .globalAveragePool("gap")
                        .linear("fc", 2)
                        .build(),
                1);
        Networks.set(network, "conv.weight", 1, 0, 0, 1);
        group = ChannelGroups.of(network.spec(), Channels.INNER).group("conv");
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** One batch an image. */
    static Samples samples(float[][] images, Shape shape, long... labels) {
        return Samples.of(images.length, (manager, step) -> {
            for (int i = 0; i < images.length; i++) {
                try (var batch = manager.newSubManager()) {
                    step.accept(batch.create(images[i], shape), batch.create(new long[] {labels[i]}));
                }
            }
        });
    }

    private double[] scores(String name) {
        Evidence evidence = Evidence.of(network).with(samples(IMAGES, new Shape(1, 2, 2, 2), 0, 1));
        return Importances.named(name).importance().scores(group, evidence);
    }

    @Test
    void hrankIsTheMeanRankOfTheMaps() {
        assertThat(scores("hrank")).containsExactly(0.5, 1.5);
    }

    @Test
    void apozScoresTheShareThatIsNotZero() {
        assertThat(scores("apoz")).containsExactly(new double[] {4 / 8.0, 3 / 8.0}, within(1e-6));
    }

    @Test
    void meanActivationIsTakenAfterTheRectifier() {
        assertThat(scores("mean_activation")).containsExactly(new double[] {9 / 8.0, 5 / 8.0}, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrank", "apoz", "mean_activation"})
    void aNetworkThatComputesNoNumbersIsRefused(String name) {
        Networks.set(network, "conv.weight", 1, 0, 0, Float.NaN);
        Pruning pruning = Pruning.by(name).samples(samples(IMAGES, new Shape(1, 2, 2, 2), 0, 1));
        assertThatThrownBy(() -> pruning.scores(network))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The importance “" + name
                        + "” gives NaN for channel 1 of “conv”; are the network's weights finite?");
    }

    /** Only the first half of the channels is rectified, as in {@code a, b = conv(x).chunk(2); cat(relu(a), b)}. */
    private static final NetworkSpec HALF_RECTIFIED = NetworkSpec.builder("half", new FeatureShape(2, 2, 2))
            .convolution("conv", 2, 1, 1)
            .add("first", new PadShortcut(2, 1, List.of(0)), "conv")
            .then("relu", new Relu())
            .add("second", new PadShortcut(2, 1, List.of(1)), "conv")
            .add("cat", new Concat(), "relu", "second")
            .convolution("reader", 2, 1, 1)
            .relu("last")
            .globalAveragePool("gap")
            .linear("fc", 2)
            .build();

    @Test
    void aChannelThatPassesNoActivationIsLookedAtWhereItIsMade() {
        try (Network half = Network.create(HALF_RECTIFIED, 1)) {
            Networks.set(half, "conv.weight", 1, 0, 0, 1);
            Samples samples = samples(IMAGES, new Shape(1, 2, 2, 2), 0, 1);
            Pruning mean = Pruning.by("mean_activation").normalization(ScoreNormalization.NONE);
            assertThat(mean.samples(samples).scores(half).get("conv"))
                    .containsExactly(new double[] {9 / 8.0, 7 / 8.0}, within(1e-6));
            Pruning rank = Pruning.by("hrank").normalization(ScoreNormalization.NONE);
            assertThat(rank.samples(samples).scores(half).get("conv")).containsExactly(0.5, 2);
            assertThatThrownBy(() -> Pruning.by("apoz").samples(samples).scores(half))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“conv”")
                    .hasMessageContaining("apoz cannot tell them apart");
        }
    }

    @Test
    void aGateIsNotLookedAtAndSiluHasNoZerosToCount() {
        NetworkSpec spec = NetworkSpec.builder("gated", new FeatureShape(1, 1, 1))
                .convolution("a", 2, 1, 1)
                .activation("silu", ActivationFunction.SILU)
                .convolution("excite", 2, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID)
                .product("weighed", "silu", "gate")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        try (Network gated = Network.create(spec, 1)) {
            Networks.set(gated, "a.weight", 1, 3);
            Pruning mean = Pruning.by("mean_activation")
                    .normalization(ScoreNormalization.NONE)
                    .samples(samples(new float[][] {{1}}, new Shape(1, 1, 1, 1), 0));
            assertThat(mean.scores(gated).get("a"))
                    .containsExactly(new double[] {1 / (1 + Math.exp(-1)), 3 / (1 + Math.exp(-3))}, within(1e-6));
            assertThatThrownBy(() -> Pruning.by("apoz").scores(gated))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“a” pass no rectifier");
        }
    }

    @Test
    void batchesOfDifferentSizeWeighByTheirImages() {
        Samples uneven = Samples.of(2, (manager, step) -> {
            float[] one = new float[8];
            float[] three = new float[24];
            java.util.Arrays.fill(three, 4);
            step.accept(manager.create(one, new Shape(1, 2, 2, 2)), manager.create(new long[1]));
            step.accept(manager.create(three, new Shape(3, 2, 2, 2)), manager.create(new long[3]));
        });
        Evidence evidence = Evidence.of(network).with(uneven);
        assertThat(Importances.named("mean_activation").importance().scores(group, evidence))
                .containsExactly(3, 3);
    }

    @Test
    void progressIsReportedAfterEveryBatchAndImagesAreSeenOnce() {
        List<Integer> done = new ArrayList<>();
        Samples samples = samples(IMAGES, new Shape(1, 2, 2, 2), 0, 1).progress(done::add);
        Evidence evidence = Evidence.of(network).with(samples);
        Importance hrank = Importances.named("hrank").importance();
        hrank.scores(group, evidence);
        hrank.scores(group, evidence);
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void apoz_takes_no_group_that_passes_no_rectifier() {
        NetworkSpec spec = NetworkSpec.builder("bottleneck", new FeatureShape(1, 1, 1))
                .convolution("linear", 2, 1, 1)
                .batchNorm("bn")
                .convolution("rectified", 2, 1, 1)
                .then("six", new Clip(0, 6))
                .convolution("limited", 2, 1, 1)
                .then("both", new Clip(-1, 1))
                .linear("fc", 2)
                .build();
        try (Network bottleneck = Network.create(spec, 1)) {
            assertThatThrownBy(() -> Pruning.by("apoz").scores(bottleneck))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“linear”, “limited” pass no rectifier")
                    .hasMessageNotContaining("“rectified”");
        }
    }

    @Test
    void only_activations_of_the_groups_that_are_scored_are_looked_at() {
        int[] looked = new int[1];
        Activations.Statistic counting = output -> {
            looked[0]++;
            return new double[(int) output.getShape().get(1)];
        };
        Importance counted = (g, evidence) -> Activations.scores(g, evidence, "counted", counting, GroupReduction.MEAN);
        try (Network resnet = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            Samples one = Samples.of(
                    1, (manager, step) -> step.accept(Networks.images(resnet, 1, manager, 1), manager.create(0L)));
            Pruning.by(counted, "counted").samples(one).scores(resnet);
            assertThat(looked[0]).as("the rectifier within each block").isEqualTo(9);
        }
    }
}
