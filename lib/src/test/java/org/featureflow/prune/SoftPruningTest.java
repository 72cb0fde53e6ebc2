package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.CrossEntropy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SoftPruningTest {
    private static final Plan PLAN = new Plan("soft", List.of(new Cut("conv", 3, List.of(0, 2))), Map.of());
    private Network network;

    @BeforeEach
    void open() {
        network = Networks.lived(
                Network.create(
                        NetworkSpec.builder("soft", new FeatureShape(1, 3, 3))
                                .convolution("conv", 3, 3, 1)
                                .batchNorm("bn")
                                .relu("relu")
                                .globalAveragePool("gap")
                                .linear("fc", 2)
                                .build(),
                        1),
                2);
        // The channel's output is its shift: above zero, so that the rectifier lets gradients through.
        Networks.set(network, "bn.bias", 1, 1, 1);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private double[] filter(int index) {
        ChannelGroup group = ChannelGroups.of(network.spec(), Channels.INNER).group("conv");
        return Evidence.of(network).values(group.filters().get(0), index);
    }

    @Test
    void thePlannedFiltersAreZeroAndBatchNormIsNot() {
        float[] scale = network.array("bn.weight").toFloatArray();
        SoftPruning.apply(network, PLAN);
        assertThat(Arrays.stream(filter(1))).allMatch(w -> w == 0);
        assertThat(filter(0)).doesNotContain(0);
        assertThat(network.array("bn.weight").toFloatArray()).containsExactly(scale);
    }

    @Test
    void aZeroedFilterStillGetsAGradientAndMayRecover() {
        SoftPruning.apply(network, PLAN);
        try (GradMode on = GradMode.on();
                var manager = network.manager().newSubManager()) {
            var x = Networks.images(network, 4, manager, 1);
            var labels = manager.create(new long[] {0, 1, 0, 1});
            Autograd.backward(CrossEntropy.of(network.forward(x, true).logits(), labels, 0));
            double[] gradient = HostValues.doubles(Autograd.gradient(network.array("conv.weight")));
            double size = 0;
            for (int i = 9; i < 18; i++) {
                size += Math.abs(gradient[i]);
            }
            assertThat(size).isPositive();
        }
    }

    @Test
    void aHeldMaskZeroesTheWholeChannelAgainAfterAStep() {
        Runnable mask = Mask.holding(network, PLAN);
        mask.run();
        Networks.set(network, "bn.bias", 5, 5, 5);
        Networks.set(network, "bn.weight", 5, 5, 5);
        mask.run();
        assertThat(network.array("bn.bias").toFloatArray()).containsExactly(5, 0, 5);
        assertThat(network.array("bn.weight").toFloatArray()).containsExactly(5, 0, 5);
        assertThat(Arrays.stream(filter(1))).allMatch(w -> w == 0);
    }
}
