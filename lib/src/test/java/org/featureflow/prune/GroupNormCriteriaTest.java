package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.GroupNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.regularize.WeightScope;
import org.junit.jupiter.api.Test;

class GroupNormCriteriaTest {
    /**
     * One pixel x = (1, 1) makes (1, −1, 5, 3), normalised in pairs (1, −1, 1, −1), and with γ and β (2, −1, 3, −1). The logits are 3 · 2 − 2 · 3 = 0
     * and 0, so ∂L/∂out = −½ (3, ·, −2, ·) for label 0, and 0 where the rectifier is.
     */
    @Test
    void theScaleOfAGroupIsThatOfItsChannels() {
        NetworkSpec spec = NetworkSpec.builder("groups", new FeatureShape(2, 1, 1))
                .convolution("conv", 4, 1, 1)
                .then("gn", new GroupNorm(4, 2, 1e-12))
                .relu("relu")
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "conv.weight", 1, 0, -1, 0, 2, 3, 0, 3);
            Networks.set(network, "gn.weight", 2, 1, 0, 1);
            Networks.set(network, "gn.bias", 0, 0, 3, 0);
            Networks.set(network, "fc.weight", 3, 0, -2, 0, 0, 0, 0, 0);
            Networks.set(network, "fc.bias", 0, 0);
            Samples samples =
                    ActivationImportancesTest.samples(new float[][] {{1, 1}}, new Shape(1, 2, 1, 1), new long[] {0});
            Evidence evidence = Evidence.of(network).with(samples);
            ChannelGroup group = ChannelGroups.of(spec, Channels.INNER).group("conv");
            assertThat(Importances.named("batch_norm_scale").importance().scores(group, evidence))
                    .containsExactly(new double[] {1.5, 0.5}, within(1e-6));
            // (−3/2 · 2)² of the first pair, (−2/2 · −3)² of the second.
            assertThat(Importances.named("taylor").importance().scores(group, evidence))
                    .containsExactly(new double[] {9, 9}, within(1e-4));
        }
    }

    @Test
    void aConvolutionWhoseGroupNormGoesToAnAdditionEndsABranch() {
        NetworkSpec spec = NetworkSpec.builder("block", new FeatureShape(4, 2, 2))
                .convolution("first", 4, 3, 1)
                .groupNorm("gn1", 2)
                .relu("relu")
                .convolution("last", 4, 3, 1)
                .groupNorm("gn2", 2)
                .sum("sum", NetworkSpec.INPUT, "gn2")
                .globalAveragePool("gap")
                .build();
        WeightScope ends = new WeightScope(true, true, false, true, true);
        assertThat(ends.weights(spec)).containsExactly("first.weight");
        assertThat(WeightScope.INNER.nodes(spec))
                .as("no filter of a group of two goes alone")
                .isEmpty();
    }
}
