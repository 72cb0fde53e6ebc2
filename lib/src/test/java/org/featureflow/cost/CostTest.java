package org.featureflow.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Attention;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Elu;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.LeakyRelu;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PRelu;
import org.featureflow.nn.PerAxis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {
    /** 2 images channels, 4×4: every count can be done by hand. */
    private static final NetworkSpec TINY = NetworkSpec.builder("tiny", new FeatureShape(2, 4, 4))
            .convolution("conv", 3, 3, 1)
            .batchNorm("bn")
            .relu("relu")
            .then("pool", new AveragePool(2, 2, 0))
            .globalAveragePool("gap")
            .linear("fc", 5)
            .build();

    @ParameterizedTest
    @CsvSource({
        "resnet20, 269722, 40551040",
        "resnet32, 464154, 68862592",
        "resnet56, 853018, 125485696",
        "resnet110, 1727962, 252887680",
        "vgg16, 14728266, 313201664"
    })
    void totalsAreThePublishedCounts(String name, long parameters, long macs) {
        Cost cost = Cost.of(Architectures.named(name));
        assertThat(cost.parameters()).isEqualTo(parameters);
        assertThat(cost.macs()).isEqualTo(macs);
    }

    @Test
    void countsByBothConventionsAsByHand() {
        Cost cost = Cost.of(TINY);
        assertThat(cost.layers()).extracting(LayerCost::parameters).containsExactly(54L, 6L, 0L, 0L, 0L, 20L);
        assertThat(cost.macs()).isEqualTo(48 * 18 + 15);
        assertThat(cost.layers())
                .extracting(LayerCost::operations)
                .containsExactly(48L * 18, 48L, 48L, 12L * 4, 12L, 15L + 5);
        assertThat(cost.count(Convention.ALL_LAYERS)).isEqualTo(864 + 48 + 48 + 48 + 12 + 20);
    }

    @Test
    void operationsOfTheOtherLayersAreAsByHand() {
        NetworkSpec spec = NetworkSpec.builder("other", new FeatureShape(2, 4, 4))
                .then("conv", new Convolution(2, 3, 3, 1, 1, 1, true))
                .then("clip", new Clip(0, 6))
                .sum("sum", "clip", "conv")
                .maxPool("pool", 2)
                .activation("silu", ActivationFunction.SILU)
                .globalAveragePool("means")
                .product("weighed", "silu", "means")
                .flatten("flatten")
                .linear("fc", 5)
                .build();
        assertThat(Cost.of(spec).layers())
                .extracting(LayerCost::operations)
                .containsExactly(48L * 18 + 48, 48L, 48L, 12L * 4, 12L, 12L, 12L, 0L, 12L * 5 + 5);
        assertThat(Cost.of(spec).macs()).isEqualTo(48 * 18 + 12 * 5);
    }

    /** One a value, whatever is done to it; slopes, scales and shifts are parameters. */
    @Test
    void slopesAndGroupNormsCountOnceAValue() {
        NetworkSpec spec = NetworkSpec.builder("other", new FeatureShape(4, 3, 3))
                .groupNorm("gn", 2)
                .prelu("own")
                .then("one", new PRelu(4, true))
                .then("leaky", new LeakyRelu(0.1))
                .then("elu", new Elu(1))
                .then("pool", new MaxPool(new PerAxis(3, 1), PerAxis.of(1), PerAxis.of(0), false))
                .globalAveragePool("gap")
                .build();
        assertThat(Cost.of(spec).layers())
                .extracting(LayerCost::operations)
                .containsExactly(36L, 36L, 36L, 36L, 36L, 12L * 3, 12L);
        assertThat(Cost.of(spec).layers())
                .extracting(LayerCost::parameters)
                .containsExactly(8L, 4L, 1L, 0L, 0L, 0L, 0L);
        assertThat(Cost.of(spec).macs()).isZero();
    }

    @Test
    void memoryCountsEveryOutputAndTheWorstMoment() {
        Cost cost = Cost.of(TINY);
        assertThat(cost.activationBytes()).isEqualTo(4 * (32 + 48 + 48 + 48 + 12 + 3 + 5));
        assertThat(cost.peakActivationBytes())
                .as("batch norm's input and output")
                .isEqualTo(4 * (48 + 48));
        assertThat(cost.checkpointBytes()).as("with running statistics").isEqualTo(4 * (54 + 12 + 20));
    }

    @Test
    void aShortcutStaysAliveUntilItsAddition() {
        NetworkSpec spec = NetworkSpec.builder("block", new FeatureShape(1, 2, 2))
                .convolution("a", 4, 1, 1)
                .convolution("b", 4, 1, 1)
                .convolution("c", 4, 1, 1)
                .sum("sum", "a", "c")
                .globalAveragePool("gap")
                .build();
        assertThat(Cost.of(spec).peakActivationBytes()).isEqualTo(4 * (16 + 16 + 16));
    }

    @Test
    void whatNobodyReadsIsFreedAtOnce() {
        NetworkSpec spec = NetworkSpec.builder("forked", new FeatureShape(1, 2, 2))
                .add("unread", Convolution.of(1, 10, 1, 1, 0), NetworkSpec.INPUT)
                .add("a", Convolution.of(1, 4, 1, 1, 0), NetworkSpec.INPUT)
                .globalAveragePool("gap")
                .build();
        assertThat(Cost.of(spec).peakActivationBytes()).isEqualTo(4 * (4 + 40));
    }

    /** Twice at the worst moment: as scores, and as the weights made of them. */
    @Test
    void attentionKeepsAWeightForEveryPairOfPositions() {
        NetworkSpec spec = NetworkSpec.builder("attention", new FeatureShape(4, 3, 3))
                .add("attention", new Attention(2, 2), NetworkSpec.INPUT, NetworkSpec.INPUT, NetworkSpec.INPUT)
                .globalAveragePool("gap")
                .build();
        Cost cost = Cost.of(spec);
        assertThat(cost.activationBytes()).isEqualTo(4 * (36 + 36 + 2 * 81 + 4));
        assertThat(cost.peakActivationBytes()).isEqualTo(4 * (36 + 36 + 2 * 2 * 81));
    }

    @Test
    void theTableEndsInTheTotals() {
        assertThat(Cost.of(TINY).toString()).contains("conv", "Convolution", "3×4×4", "864", "total", "879");
    }
}
