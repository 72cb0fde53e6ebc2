package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Networks;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Target;
import org.junit.jupiter.api.Test;

class PruningChoiceTest {
    @Test
    void everyWordOfAChoiceReachesThePlan() {
        NetworkSpec spec = NetworkSpec.builder("two", new FeatureShape(1, 4, 4))
                .convolution("a", 8, 3, 1)
                .relu("relu")
                .convolution("b", 8, 3, 1)
                .globalAveragePool("pool")
                .linear("fc", 2)
                .build();
        PruningChoice choice =
                new PruningChoice("mean_activation", Channels.ALL, "local", Target.channels(0.75), 2, 3, 20);
        try (Network network = Network.create(spec, 1)) {
            Samples samples = Samples.of(
                    1,
                    (manager, step) ->
                            step.accept(Networks.images(network, 2, manager, 1), manager.create(new long[] {0, 1})));
            Plan plan = choice.pruning(samples, 7).plan(network);
            assertThat(plan.origin())
                    .containsAllEntriesOf(Map.of(
                            "importance", "mean_activation",
                            "channels", "ALL",
                            "scope", "local",
                            "target", "channels=0.75",
                            "round_to", "2",
                            "min_channels", "3",
                            "seed", "7",
                            "sample_batches", "1"));
        }
    }
}
