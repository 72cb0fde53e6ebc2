package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class FlowTermsTest {
    @Test
    void everyImageCountsOnceWhateverItsBatch() {
        NetworkSpec spec = NetworkSpec.builder("tripling", new FeatureShape(1, 1, 1))
                .convolution("a", 1, 1, 1)
                .relu("f0")
                .tap()
                .convolution("b", 1, 1, 1)
                .relu("f1")
                .tap()
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "a.weight", 1);
            Networks.set(network, "b.weight", 3);
            Samples samples = Samples.of(2, (manager, step) -> {
                step.accept(manager.create(new float[] {1}, new Shape(1, 1, 1, 1)), manager.create(new long[1]));
                step.accept(manager.create(new float[] {2, 3, 6}, new Shape(3, 1, 1, 1)), manager.create(new long[3]));
            });
            double[] scores = new FlowImportance(1)
                    .scores(
                            ChannelGroups.of(spec, Channels.INNER).group("a"),
                            Evidence.of(network).with(samples));
            // x → 3x: the mean of 2x over the four images
            assertThat(scores).containsExactly(new double[] {2 * (1 + 2 + 3 + 6) / 4.0}, within(1e-6));
        }
    }
}
