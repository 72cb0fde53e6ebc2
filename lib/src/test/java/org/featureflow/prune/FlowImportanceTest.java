package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class FlowImportanceTest {
    private static final double K = 10;

    /** Two residual blocks with diagonal weights: f_0 = (1, 2), f_1 = f_0 + (3, 1), f_2 = f_1 + (4, 3). */
    private static Network residual() {
        Network network = Network.create(
                NetworkSpec.builder("flow", new FeatureShape(2, 1, 1))
                        .convolution("stem", 2, 1, 1)
                        .relu("f0")
                        .tap()
                        .convolution("a1", 2, 1, 1)
                        .relu("a1.relu")
                        .convolution("a2", 2, 1, 1)
                        .sum("a.add", "a2", "f0")
                        .relu("f1")
                        .tap()
                        .convolution("b1", 2, 1, 1)
                        .relu("b1.relu")
                        .convolution("b2", 2, 1, 1)
                        .sum("b.add", "b2", "f1")
                        .relu("f2")
                        .tap()
                        .linear("fc", 2)
                        .build(),
                1);
        for (String identity : new String[] {"stem", "a1", "b1", "b2"}) {
            Networks.set(network, identity + ".weight", 1, 0, 0, 1);
        }
        Networks.set(network, "a2.weight", 3, 0, 0, 0.5f);
        return network;
    }

    private static double[] scores(Network network, Channels channels, String group, float[] image, Shape shape) {
        Samples samples = ActivationImportancesTest.samples(new float[][] {image}, shape, 0);
        return new FlowImportance(K)
                .scores(
                        ChannelGroups.of(network.spec(), channels).group(group),
                        Evidence.of(network).with(samples));
    }

    @Test
    void aChannelOfTheStreamScoresItsOwnLengthAndCurvature() {
        try (Network network = residual()) {
            double[] scores = scores(network, Channels.ALL, "stem", new float[] {1, 2}, new Shape(1, 2, 1, 1));
            assertThat(scores).containsExactly(new double[] {3 + 4 + K * 1, 1 + 3 + K * 2}, within(1e-5));
        }
    }

    @Test
    void anInnerChannelScoresTheLengthItCanAdd() {
        try (Network network = residual()) {
            double[] scores = scores(network, Channels.INNER, "a1", new float[] {1, 2}, new Shape(1, 2, 1, 1));
            assertThat(scores).containsExactly(new double[] {(1 + K) * 1 * 3, (1 + K) * 2 * 0.5}, within(1e-5));
        }
    }

    /** A map of one position and the vector made of it are no two features of a stage. */
    @Test
    void aVectorIsNotSubtractedFromAMap() {
        NetworkSpec spec = NetworkSpec.builder("flat", new FeatureShape(2, 1, 1))
                .convolution("a", 2, 1, 1)
                .relu("map")
                .tap()
                .flatten("vector")
                .tap()
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "a.weight", 1, 0, 0, 1);
            Networks.set(network, "fc.weight", 3, 0, 0, 0.5f);
            double[] scores = scores(network, Channels.INNER, "a", new float[] {1, 2}, new Shape(1, 2, 1, 1));
            assertThat(scores).containsExactly(new double[] {(1 + K) * 1 * 3, (1 + K) * 2 * 0.5}, within(1e-5));
        }
    }

    @Test
    void theBatchNormBehindTheReaderScalesWhatAnInnerChannelAdds() {
        NetworkSpec spec = NetworkSpec.builder("scaled", new FeatureShape(2, 1, 1))
                .convolution("a1", 2, 1, 1)
                .relu("relu")
                .convolution("a2", 1, 1, 1)
                .then("bn", new org.featureflow.nn.BatchNorm(1, 1e-30, 0.1))
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "a1.weight", 1, 0, 0, 1);
            Networks.set(network, "a2.weight", 3, -5);
            Networks.set(network, "bn.weight", -6);
            Networks.set(network, "bn.running_var", 4);
            double[] scores = scores(network, Channels.INNER, "a1", new float[] {1, 2}, new Shape(1, 2, 1, 1));
            assertThat(scores).containsExactly(new double[] {(1 + K) * 9, (1 + K) * 30}, within(1e-4));
        }
    }

    /** Behind a flattening a channel has several places, each with weights and activity of its own. */
    @Test
    void everyPlaceOfAChannelCountsWithItsOwnWeights() {
        try (Network network = Networks.flattened()) {
            Networks.set(network, "a.weight", 1, 2);
            Networks.set(network, "fc.weight", 0, 9, 3, 0, 0, 0, 0, 7);
            double[] scores = scores(network, Channels.INNER, "a", new float[] {1, 0}, new Shape(1, 1, 1, 2));
            assertThat(scores).containsExactly(new double[] {0, (1 + K) * 2 * 3}, within(1e-5));
        }
    }

    @Test
    void aReaderIsJudgedByWhatItIsGivenAndOneThatFeedsAGateNotAtAll() {
        NetworkSpec spec = NetworkSpec.builder("gated", new FeatureShape(1, 2, 2))
                .convolution("a", 2, 1, 1)
                .relu("relu")
                .maxPool("pool", 2)
                .globalAveragePool("means")
                .convolution("squeeze", 1, 1, 1)
                .relu("small")
                .convolution("excite", 2, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID)
                .product("weighed", "pool", "gate")
                .convolution("b", 1, 1, 1)
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            Networks.set(network, "a.weight", 1, 2);
            Networks.set(network, "squeeze.weight", 100, 100);
            Networks.set(network, "excite.weight", 0, 0);
            Networks.set(network, "b.weight", 3, -5);
            float[] image = {1, 0, 0, 0};
            Shape shape = new Shape(1, 1, 2, 2);
            // The maximum is 1 and 2 where the mean before the pool is a quarter of that; the gate halves it.
            assertThat(scores(network, Channels.INNER, "a", image, shape))
                    .containsExactly(new double[] {(1 + K) * 0.5 * 3, (1 + K) * 1 * 5}, within(1e-5));
            assertThat(scores(network, Channels.INNER, "squeeze", image, shape)).containsExactly(0.0);
        }
    }

    /** x → 3x where x is positive. */
    private static Network tripling(int size) {
        Network network = Network.create(
                NetworkSpec.builder("plain", new FeatureShape(1, size, size))
                        .convolution("a", 1, 1, 1)
                        .relu("f0")
                        .tap()
                        .convolution("b", 1, 1, 1)
                        .relu("f1")
                        .tap()
                        .globalAveragePool("gap")
                        .build(),
                1);
        Networks.set(network, "a.weight", 1);
        Networks.set(network, "b.weight", 3);
        return network;
    }

    @Test
    void everyImageCountsOnceWhateverItsBatch() {
        try (Network network = tripling(1)) {
            Samples samples = Samples.of(2, (manager, step) -> {
                step.accept(manager.create(new float[] {1}, new Shape(1, 1, 1, 1)), manager.create(new long[1]));
                step.accept(manager.create(new float[] {2, 3, 6}, new Shape(3, 1, 1, 1)), manager.create(new long[3]));
            });
            double[] scores = new FlowImportance(1)
                    .scores(
                            ChannelGroups.of(network.spec(), Channels.INNER).group("a"),
                            Evidence.of(network).with(samples));
            // x → 3x: the mean of 2x over the four images
            assertThat(scores).containsExactly(new double[] {2 * (1 + 2 + 3 + 6) / 4.0}, within(1e-6));
        }
    }

    @Test
    void neighboursInAPlainNetworkShareTheirTerm() {
        try (Network network = tripling(2)) {
            float[] image = {1, 0, 2, -5};
            Shape shape = new Shape(1, 1, 2, 2);
            assertThat(scores(network, Channels.INNER, "a", image, shape))
                    .containsExactly(new double[] {(2 + 0 + 4 + 0) / 4.0}, within(1e-6));
        }
    }

    @Test
    void everyGroupOfEveryFamilyGetsAScore() {
        for (String name : new String[] {"vgg11@0.0625", "resnet20@0.25", "resnet18@0.0625"}) {
            try (Network network = Networks.lived(Network.create(Architectures.named(name), 3), 4)) {
                Samples samples = Samples.of(
                        1,
                        (manager, step) -> step.accept(
                                Networks.images(network, 2, manager, 1), manager.create(new long[] {0, 1})));
                Evidence evidence = Evidence.of(network).with(samples);
                for (ChannelGroup group :
                        ChannelGroups.of(network.spec(), Channels.ALL).groups()) {
                    double[] scores = new FlowImportance(1).scores(group, evidence);
                    assertThat(scores).as(group.name()).hasSize(group.size());
                    assertThat(java.util.Arrays.stream(scores).sum())
                            .as(group.name())
                            .isPositive();
                }
            }
        }
    }
}
