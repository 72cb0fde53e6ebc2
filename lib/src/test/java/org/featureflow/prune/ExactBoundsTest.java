package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactBoundsTest {
    private static NetworkSpec wide(int channels) {
        return NetworkSpec.builder("wide", new FeatureShape(1, 3, 3))
                .then("conv", new Convolution(1, channels, 3, 1, 1, 1, true))
                .relu("relu")
                .globalAveragePool("pool")
                .linear("fc", 2)
                .build();
    }

    @Test
    void exactlyTheLeastAccuracyWillDo() {
        LargestCut cut = LargestCut.of(kept -> new Plan("n", List.of(), Map.of()), plan -> 0.9, 0.9, 3);
        assertThat(cut.best()).hasValueSatisfying(b -> assertThat(b.kept()).isEqualTo(0.125));
    }

    /** 1 − 0.9 is a little less than a tenth in floating point. */
    @ParameterizedTest
    @CsvSource({"10, 0.9, 9", "10, 0.7, 7", "10, 0.3, 3", "10, 0.85, 9", "5, 0.8, 4"})
    void aShareOfTheChannelsIsThatManyOfThem(int channels, double share, int kept) {
        try (Network network = Network.create(wide(channels), 1)) {
            for (Scope scope : List.of(Scope.local(), Scope.uniform(), Scope.global())) {
                Plan plan = Pruning.by("l1")
                        .scope(scope)
                        .target(Target.channels(share))
                        .plan(network);
                // Of a whole network at most that many may stay, of every layer at least.
                boolean whole = scope instanceof Scope.Global;
                int expected = whole ? (int) Math.floor(channels * share + 1e-6) : kept;
                assertThat(plan.kept("conv")).as(scope.label()).hasSize(expected);
            }
        }
    }

    @Test
    void roundingToMoreThanALayerHasKeepsItWhole() {
        try (Network network = Network.create(wide(10), 1)) {
            Plan plan = Pruning.by("l1")
                    .scope(Scope.local())
                    .target(Target.channels(0.5))
                    .roundTo(Integer.MAX_VALUE)
                    .plan(network);
            assertThat(plan.kept("conv")).hasSize(10);
        }
    }

    @Test
    void theBiasOfAFilterThatIsSetToZeroIsZeroToo() {
        try (Network network = Network.create(wide(3), 1)) {
            Networks.set(network, "conv.bias", 4, 5, 6);
            SoftPruning.apply(network, new Plan("wide", List.of(new Cut("conv", 3, List.of(0, 2))), Map.of()));
            assertThat(network.array("conv.bias").toFloatArray()).containsExactly(4, 0, 6);
        }
    }
}
