package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Concat;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PadShortcut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importances that look at weights alone, on three filters of two weights. */
class FilterImportancesTest {
    private Network network;
    private ChannelGroup group;

    @BeforeEach
    void open() {
        network = Network.create(
                NetworkSpec.builder("three", new FeatureShape(2, 1, 1))
                        .convolution("conv", 3, 1, 1)
                        .batchNorm("bn")
                        .relu("relu")
                        .linear("fc", 2)
                        .build(),
                1);
        group = ChannelGroups.of(network.spec(), Channels.INNER).group("conv");
        Networks.set(network, "conv.weight", 3, -4, 0, 2, 0, 0);
        Networks.set(network, "bn.weight", -2, 0.5f, 0);
        Networks.set(network, "fc.weight", 1, 2, 0, -1, 3, 0);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private double[] scores(String name) {
        return Importances.named(name).importance().scores(group, Evidence.of(network));
    }

    @Test
    void l1IsTheSumOfAbsoluteWeights() {
        assertThat(scores("l1")).containsExactly(7, 2, 0);
    }

    @Test
    void l2IsTheEuclideanNorm() {
        assertThat(scores("l2")).containsExactly(5, 2, 0);
    }

    @Test
    void batchNormScaleIsItsAbsoluteValue() {
        assertThat(scores("batch_norm_scale")).containsExactly(2, 0.5, 0);
    }

    @Test
    void theGeometricMedianDistinguishesAFilterFromItsNegative() {
        Networks.set(network, "conv.weight", 3, 4, -3, -4, 0, 0);
        // ‖w − (−w)‖ = 10, ‖w − 0‖ = 5; with squared weights w and −w would be the same filter.
        assertThat(scores("geometric_median")).containsExactly(new double[] {15, 15, 10}, within(1e-6));
    }

    @Test
    void groupNormSumsTheSquaresOfFilterScaleAndReaders() {
        assertThat(scores("group_norm"))
                .containsExactly(new double[] {25 + 4 + 1 + 1, 4 + 0.25 + 4 + 9, 0}, within(1e-6));
    }

    /** Torch-Pruning sums squares over filters, scales and readers, or takes |γ|, and divides by the mean over the channels. */
    @Test
    void torchPruningsScoresAreTheseUnderItsNormalisation() {
        double mean = (31 + 17.25) / 3;
        assertThat(Pruning.by("group_norm")
                        .reduction(GroupReduction.MEAN)
                        .normalization(ScoreNormalization.MEAN)
                        .scores(network)
                        .get("conv"))
                .containsExactly(new double[] {31 / mean, 17.25 / mean, 0}, within(1e-6));
        assertThat(Pruning.by("batch-norm-scale")
                        .normalization(ScoreNormalization.MEAN)
                        .scores(network)
                        .get("conv"))
                .containsExactly(new double[] {2.4, 0.6, 0}, within(1e-6));
        assertThat(Pruning.by("l1").scores(network).get("conv"))
                .containsExactly(new double[] {7 / 3.0, 2 / 3.0, 0}, within(1e-6));
    }

    @Test
    void lampDividesBySquaresThatAreAtLeastAsLarge() {
        Networks.set(network, "conv.weight", 0, 2, 3, 0, 1, 0);
        assertThat(scores("lamp")).containsExactly(new double[] {4.0 / 13, 1, 1.0 / 14}, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "l2", "geometric_median", "batch_norm_scale", "group_norm", "lamp"})
    void equalAndZeroWeightsGiveFiniteScoresUnderEveryNormalisation(String name) {
        for (float value : new float[] {0, 2}) {
            for (String array : new String[] {"conv.weight", "bn.weight", "fc.weight"}) {
                float[] same = new float[(int) network.array(array).size()];
                java.util.Arrays.fill(same, value);
                Networks.set(network, array, same);
            }
            double[] raw = scores(name);
            for (ScoreNormalization normalization : ScoreNormalization.values()) {
                assertThat(normalization.of(raw))
                        .as("%s %s", name, normalization)
                        .hasSize(3);
                for (double s : normalization.of(raw)) {
                    assertThat(s).isFinite().isNotNegative();
                }
            }
        }
    }

    @Test
    void randomScoresDependOnSeedAndGroupAlone() {
        Importance random = Importances.named("random").importance();
        double[] first = random.scores(group, Evidence.of(network).seed(1));
        assertThat(first)
                .containsExactly(random.scores(group, Evidence.of(network).seed(1)));
        assertThat(first).isNotEqualTo(random.scores(group, Evidence.of(network).seed(2)));
        for (double s : first) {
            assertThat(s).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aCriterionOfOnesOwnIsALambda() {
        Importance largest = (channels, evidence) -> {
            double[] scores = new double[channels.size()];
            for (Slices filters : channels.filters())
                for (int c = 0; c < scores.length; c++)
                    for (double w : evidence.values(filters, c)) scores[c] = Math.max(scores[c], Math.abs(w));
            return scores;
        };
        assertThat(largest.scores(group, Evidence.of(network))).containsExactly(4, 2, 0);
        assertThat(Pruning.by(largest, "largest")
                        .scope(Scope.local())
                        .target(Target.channels(0.5))
                        .plan(network)
                        .kept("conv"))
                .containsExactly(0, 1);
    }

    @Test
    void aCoupledChannelReducesOverItsFilters() {
        NetworkSpec spec = NetworkSpec.builder("residual", new FeatureShape(1, 1, 1))
                .convolution("a", 2, 1, 1)
                .convolution("b", 2, 1, 1)
                .sum("sum", "b", "a")
                .linear("fc", 2)
                .build();
        try (Network residual = Network.create(spec, 1)) {
            Networks.set(residual, "a.weight", 1, 2);
            Networks.set(residual, "b.weight", -3, 0, 0, 6);
            ChannelGroup stream = ChannelGroups.of(spec, Channels.ALL).group("a");
            Evidence evidence = Evidence.of(residual);
            Criterion l1 = Importances.named("l1");
            assertThat(l1.factory().apply(GroupReduction.SUM).scores(stream, evidence))
                    .containsExactly(4, 8);
            assertThat(l1.factory().apply(GroupReduction.MEAN).scores(stream, evidence))
                    .containsExactly(2, 4);
            assertThat(l1.factory().apply(GroupReduction.MAX).scores(stream, evidence))
                    .containsExactly(3, 6);
        }
    }

    @Test
    void aLayerWithoutBatchNormIsNamed() {
        NetworkSpec spec = NetworkSpec.builder("plain", new FeatureShape(1, 1, 1))
                .convolution("a", 2, 1, 1)
                .linear("fc", 2)
                .build();
        try (Network plain = Network.create(spec, 1)) {
            assertThatThrownBy(() -> Pruning.by("batch_norm_scale").plan(plain))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“a” have no batch norm");
            // Before the images are looked at, which would take long: there are none here.
            assertThatThrownBy(() -> Pruning.by("taylor").plan(plain))
                    .as("protecting it would leave nothing to prune")
                    .hasMessage("The channels of “a” have no batch norm, so taylor cannot score them;"
                            + " choose another importance.");
        }
    }

    /** A part of a's channels is a group of its own, and goes to c as it is. */
    @Test
    void whatMakesChannelsWithoutBatchNormIsNamedAsProtectTakesIt() {
        NetworkSpec spec = NetworkSpec.builder("split", new FeatureShape(1, 1, 1))
                .convolution("a", 4, 1, 1)
                .add("first", new PadShortcut(4, 1, List.of(0, 1)), "a")
                .batchNorm("bn")
                .convolution("b", 2, 1, 1)
                .batchNorm("bnB")
                .add("second", new PadShortcut(4, 1, List.of(2, 3)), "a")
                .convolution("c", 2, 1, 1)
                .add("cat", new Concat(), "bnB", "c")
                .linear("fc", 2)
                .build();
        try (Network split = Network.create(spec, 1)) {
            Pruning pruning = Pruning.by("batch_norm_scale");
            assertThat(pruning.groups(spec).groups())
                    .extracting(ChannelGroup::name)
                    .containsExactly("a", "a#2", "b", "c");
            assertThatThrownBy(() -> pruning.plan(split))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“a#2”, “c” have no batch norm")
                    .hasMessageEndingWith("or protect what makes them (--protect a --protect c).");
            assertThat(pruning.protect(List.of("a", "c")).scores(split)).containsOnlyKeys("b");
        }
    }

    @Test
    void ofManyGroupsThatCannotBeScoredOneIsNamed() {
        try (Network transformer = Network.create(Architectures.named("vit-tiny@0.0625:8x8"), 1)) {
            assertThatThrownBy(() -> Pruning.by("batch_norm_scale").plan(transformer))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith(
                            "The channels of all 24 groups, “encoder.layers.encoder_layer_0.self_attention.query” among them,"
                                    + " have no batch norm");
        }
    }

    /** Three heads of four channels, made by queries, keys and values: the mean of the three norms. */
    @Test
    void aHeadIsScoredByAllItsFilters() {
        NetworkSpec spec = Architectures.named("vit-tiny@0.0625:8x8");
        String attention = "encoder.layers.encoder_layer_0.self_attention";
        try (Network transformer = Network.create(spec, 1)) {
            double[] expected = new double[3];
            for (String part : List.of("query", "key", "value")) {
                float[] weights =
                        transformer.array(attention + "." + part + ".weight").toFloatArray();
                for (int i = 0; i < weights.length; i++) {
                    expected[i / (4 * 12)] += Math.abs(weights[i]) / 3;
                }
            }
            double[] scores = Pruning.by("l1")
                    .normalization(ScoreNormalization.NONE)
                    .scores(transformer)
                    .get(attention + ".query");
            assertThat(scores).containsExactly(expected, within(1e-4));
        }
    }

    @Test
    void anImportanceThatNeedsImagesSaysSo() {
        for (Criterion c : Importances.all()) {
            if (c.needsData()) {
                assertThatThrownBy(() -> scores(c.name()))
                        .as(c.name())
                        .isInstanceOf(FeatureFlowException.class)
                        .hasMessageContaining("--data");
            } else {
                assertThat(scores(c.name())).as(c.name()).hasSize(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "l2", "geometric_median", "batch_norm_scale"})
    void scoresOfATrainedResNetEqualTheReference(String name) {
        try (Network trained = Reference.resnet20(DataType.FLOAT32)) {
            ChannelGroups groups = ChannelGroups.of(trained.spec(), Channels.INNER);
            Evidence evidence = Evidence.of(trained);
            for (String block : Reference.BLOCKS) {
                double[] expected = Reference.scores(name, block + ".conv1");
                double[] scores = Importances.named(name).importance().scores(groups.group(block + ".conv1"), evidence);
                assertThat(scores).hasSameSizeAs(expected);
                for (int c = 0; c < scores.length; c++) {
                    assertThat(scores[c]).isCloseTo(expected[c], within(1e-6 * Math.abs(expected[c])));
                }
            }
        }
    }
}
