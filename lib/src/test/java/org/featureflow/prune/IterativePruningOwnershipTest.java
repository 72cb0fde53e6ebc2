package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IterativePruningOwnershipTest {
    private static final IterativePruning STEPS =
            new IterativePruning(Pruning.by("l1").target(Target.channels(0.5)), CutSchedule.LINEAR, 3);

    private final Network start = Network.create(
            NetworkSpec.builder("two", new FeatureShape(1, 4, 4))
                    .convolution("a", 8, 3, 1)
                    .relu("relu")
                    .convolution("b", 8, 3, 1)
                    .globalAveragePool("pool")
                    .linear("fc", 2)
                    .build(),
            1);
    private final List<Network> between = new ArrayList<>();

    @AfterEach
    void close() {
        start.close();
    }

    private static boolean isOpen(Network network) {
        return network.manager().isOpen();
    }

    @Test
    void networksBetweenTheStepsAreClosedAndTheLastIsTheCallers() {
        try (IterativePruning.Pruned pruned = STEPS.run(start, (network, step) -> between.add(network))) {
            assertThat(between)
                    .hasSize(3)
                    .extracting(IterativePruningOwnershipTest::isOpen)
                    .containsExactly(false, false, true);
            assertThat(pruned.network()).isSameAs(between.get(2));
        }
        assertThat(isOpen(between.get(2))).isFalse();
        assertThat(isOpen(start)).isTrue();
    }

    @Test
    void aFailedRetrainingLeavesNoNetworkOpenButTheStart() {
        assertThatThrownBy(() -> STEPS.run(start, (network, step) -> {
                    between.add(network);
                    if (step == 2) {
                        throw new IllegalStateException("diverged");
                    }
                }))
                .hasMessage("diverged");
        assertThat(between).hasSize(2).noneMatch(IterativePruningOwnershipTest::isOpen);
        assertThat(isOpen(start)).isTrue();
    }
}
