package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

/** The group norm adds the squares of all that is coupled to a channel, so it shows which weights are. */
class EvidenceSlicesTest {
    private static double[] groupNorms(Network network, String group) {
        return Importances.named("group_norm")
                .importance()
                .scores(ChannelGroups.of(network.spec(), Channels.INNER).group(group), Evidence.of(network));
    }

    @Test
    void aReadersSliceIsItsWholeKernelInEveryFilter() {
        NetworkSpec spec = NetworkSpec.builder("kernels", new FeatureShape(1, 3, 3))
                .convolution("a", 2, 1, 1)
                .relu("relu")
                .then("b", Convolution.of(2, 2, 2, 1, 0))
                .globalAveragePool("pool")
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "a.weight", 1, 2);
            Networks.set(network, "b.weight", 1, 0, 2, 0, 3, 0, 0, 1, 0, 4, 0, 5, 6, 0, 7, 0);
            // Filters 1² and 2²; kernels 1 + 4 and 16 + 25, 9 + 1 and 36 + 49
            assertThat(groupNorms(network, "a")).containsExactly(new double[] {1 + 5 + 41, 4 + 10 + 85}, within(1e-9));
        }
    }

    @Test
    void aLinearReadersSliceIsEveryColumnOfAFlattenedMap() {
        try (Network network = Networks.flattened()) {
            Networks.set(network, "a.weight", 1, 2);
            Networks.set(network, "fc.weight", 1, 2, 3, 4, 5, 6, 7, 8);
            // Columns 0 and 1 are of the first channel, 2 and 3 of the second.
            assertThat(groupNorms(network, "a"))
                    .containsExactly(new double[] {1 + 1 + 4 + 25 + 36, 4 + 9 + 16 + 49 + 64}, within(1e-9));
        }
    }
}
