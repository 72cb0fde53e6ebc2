package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One pixel x = (1, 1) and three channels: out_0 = γ w x = 2·(3 − 2) = 2, out_1 = β = 3 with γ = 0, out_2 = relu(−1) = 0. Logits are
 * 3 out_0 − 2 out_1 + 5 out_2 = 0 and 0, so both classes have probability ½ and ∂L/∂out = ∓½ (3, −2, 5) for label 0 or 1.
 */
class TaylorImportanceTest {
    private Network network;
    private ChannelGroup group;

    @BeforeEach
    void open() {
        network = Network.create(
                NetworkSpec.builder("gates", new FeatureShape(2, 1, 1))
                        .convolution("conv", 3, 1, 1)
                        .then("bn", new BatchNorm(3, 1e-30, 0.1))
                        .relu("relu")
                        .linear("fc", 2)
                        .build(),
                1);
        Networks.set(network, "conv.weight", 3, -2, 7, 0, -1, 0);
        Networks.set(network, "bn.weight", 2, 0, 1);
        Networks.set(network, "bn.bias", 0, 3, 0);
        Networks.set(network, "fc.weight", 3, -2, 5, 0, 0, 0);
        Networks.set(network, "fc.bias", 0, 0);
        group = ChannelGroups.of(network.spec(), Channels.INNER).group("conv");
    }

    @AfterEach
    void close() {
        network.close();
    }

    private double[] scores(String name, long... labels) {
        float[][] images = new float[labels.length][];
        java.util.Arrays.fill(images, new float[] {1, 1});
        Samples samples = ActivationImportancesTest.samples(images, new Shape(1, 2, 1, 1), labels);
        return Importances.named(name)
                .importance()
                .scores(group, Evidence.of(network).with(samples));
    }

    @Test
    void theGateFormIncludesTheShiftOfBatchNorm() {
        // (2 · 1.5)², (3 · 1)² although γ = 0, nothing for the dead channel.
        assertThat(scores("taylor", 0)).containsExactly(new double[] {9, 9, 0}, within(1e-4));
    }

    @Test
    void theFilterFormSquaresTheSumOfGradientTimesWeight() {
        // g = ∂L/∂out · γ · x = −3 for both weights: (−3 · 3 + −3 · −2)²; a filter behind γ = 0 has no gradient.
        assertThat(scores("taylor_filter", 0)).containsExactly(new double[] {9, 0, 0}, within(1e-4));
    }

    /** Without batch norm, as ONNX files are exported: out_0 = b = 2 although its weights are zero, ∂L/∂out = ∓½ 3. */
    @Test
    void theBiasGoesWithItsFilter() {
        NetworkSpec spec = NetworkSpec.builder("folded", new FeatureShape(2, 1, 1))
                .then("conv", new Convolution(2, 2, 1, 1, 0, 1, true))
                .relu("relu")
                .linear("fc", 2)
                .build();
        try (Network folded = Network.create(spec, 1)) {
            Networks.set(folded, "conv.weight", 0, 0, 1, 1);
            Networks.set(folded, "conv.bias", 2, -1);
            Networks.set(folded, "fc.weight", 3, -6, 0, 0);
            Networks.set(folded, "fc.bias", 0, 0);
            Samples samples =
                    ActivationImportancesTest.samples(new float[][] {{1, 1}}, new Shape(1, 2, 1, 1), new long[] {0});
            double[] scores = Importances.named("taylor_filter")
                    .importance()
                    .scores(
                            ChannelGroups.of(spec, Channels.INNER).group("conv"),
                            Evidence.of(folded).with(samples));
            // (−3/2 · 2)², and (3 · (1 + 1) + 3 · −1)² of the other.
            assertThat(scores).containsExactly(new double[] {9, 9}, within(1e-4));
        }
    }

    /** A batch norm takes it away, whatever it is. */
    @Test
    void aBiasBeforeABatchNormSaysNothing() {
        NetworkSpec spec = NetworkSpec.builder("biased", new FeatureShape(2, 1, 1))
                .then("conv", new Convolution(2, 2, 1, 1, 0, 1, true))
                .batchNorm("bn")
                .relu("relu")
                .linear("fc", 2)
                .build();
        double[][] scores = new double[2][];
        for (int i = 0; i < 2; i++) {
            try (Network biased = Network.create(spec, 1)) {
                Networks.set(biased, "conv.bias", i, -3 * i);
                Networks.set(biased, "bn.running_mean", i, -3 * i);
                Samples samples = ActivationImportancesTest.samples(
                        new float[][] {{1, 1}}, new Shape(1, 2, 1, 1), new long[] {0});
                scores[i] = Importances.named("taylor_filter")
                        .importance()
                        .scores(
                                ChannelGroups.of(spec, Channels.INNER).group("conv"),
                                Evidence.of(biased).with(samples));
            }
        }
        assertThat(scores[1]).containsExactly(scores[0], within(1e-5));
        assertThat(scores[0]).isNotEqualTo(new double[2]);
    }

    @Test
    void batchesWhoseGradientsCancelStillCount() {
        assertThat(scores("taylor", 0, 1)).containsExactly(new double[] {9, 9, 0}, within(1e-4));
    }

    @Test
    void scoringLeavesWeightsAndStatisticsAlone() {
        float[] mean = network.array("bn.running_mean").toFloatArray();
        scores("taylor", 0, 1);
        assertThat(network.array("bn.running_mean").toFloatArray()).containsExactly(mean);
        assertThat(network.array("conv.weight").toFloatArray()).containsExactly(3, -2, 7, 0, -1, 0);
        try (var gradient = org.featureflow.engine.Autograd.gradient(network.array("conv.weight"))) {
            assertThat(gradient.toFloatArray())
                    .as("no gradient left for training to pick up")
                    .containsOnly(0);
        }
    }

    @Test
    void frozenArraysAreNamed() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            network.array("features.0.weight").setRequiresGradient(false);
            Samples samples = Samples.of(
                    1,
                    (manager, step) ->
                            step.accept(manager.ones(new Shape(2, 3, 32, 32)), manager.create(new long[] {0, 1})));
            network.freezeParameters(true, p -> p.getName().contains("features.0"));
            assertThatThrownBy(
                            () -> Pruning.by("taylor_filter").samples(samples).plan(network))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("frozen arrays");
        }
    }

    /** Images of 32×32, shown once. */
    private static Samples two() {
        return Samples.of(
                1,
                (manager, step) ->
                        step.accept(manager.ones(new Shape(2, 3, 32, 32)), manager.create(new long[] {0, 1})));
    }

    @Test
    void frozen_arrays_of_other_groups_do_not_matter() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            double[] whole =
                    Pruning.by("taylor_filter").samples(two()).scores(network).get("features.4");
            network.freezeParameters(
                    true,
                    p -> p.getName().startsWith("features.0.") || p.getName().startsWith("classifier."));
            Pruning others = Pruning.by("taylor_filter").protect(java.util.List.of("features.0"));
            assertThat(others.samples(two()).scores(network).get("features.4")).containsExactly(whole, within(1e-9));
            assertThat(Pruning.by("taylor").samples(two()).scores(network))
                    .as("the gate looks at the batch norm, which is free")
                    .containsKey("features.0");
        }
    }

    @Test
    void frozen_arrays_are_refused_before_an_image_is_seen() {
        Samples unseen = Samples.of(1, (manager, step) -> {
            throw new IllegalStateException("seen");
        });
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            network.freezeParameters(true, p -> p.getName().equals("features.1.bias"));
            assertThatThrownBy(() -> Pruning.by("taylor").samples(unseen).scores(network))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("“features.0” are made by frozen arrays")
                    .hasMessageContaining("--protect features.0");
            Importance taylor = Importances.named("taylor").importance();
            assertThatThrownBy(() -> Pruning.by((g, e) -> taylor.scores(g, e), "of another")
                            .samples(unseen)
                            .scores(network))
                    .as("within a criterion that does not check")
                    .isInstanceOf(FeatureFlowException.class);
        }
    }
}
