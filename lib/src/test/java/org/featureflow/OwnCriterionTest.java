package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Relu;
import org.featureflow.prune.ChannelGroup;
import org.featureflow.prune.Evidence;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.Importance;
import org.featureflow.prune.Importances;
import org.featureflow.prune.Occurrence;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.ScoreNormalization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Criteria that a user writes, so outside the package and by what is public: they can do what the toolkit's do. */
class OwnCriterionTest {
    private final Network network = Network.create(
            NetworkSpec.builder("own", new FeatureShape(3, 4, 4))
                    .convolution("conv", 4, 3, 1)
                    .batchNorm("bn")
                    .relu("relu")
                    .globalAveragePool("gap")
                    .linear("fc", 2)
                    .build(),
            3);

    /** Two batches of two images. */
    private final Samples samples = Samples.of(2, (manager, step) -> {
        for (int i = 1; i <= 2; i++) {
            try (var batch = manager.newSubManager()) {
                NDArray images =
                        batch.arange(0f, 2 * 3 * 4 * 4, 1).mul(0.7f * i).sin().reshape(new Shape(2, 3, 4, 4));
                step.accept(images, batch.create(new long[] {0, 1}));
            }
        }
    });

    @AfterEach
    void close() {
        network.close();
    }

    private double[] scores(Importance importance) {
        return Pruning.by(importance, "own")
                .normalization(ScoreNormalization.NONE)
                .samples(samples)
                .scores(network)
                .get("conv");
    }

    private double[] scores(String name) {
        return scores(Importances.named(name).importance());
    }

    @Test
    void one_that_looks_at_images_finds_the_mean_activation() {
        Importance own = (group, evidence) -> {
            double[] means = evidence.once("own means", () -> means(evidence));
            Occurrence last = group.occurrences().get(2);
            return Arrays.stream(last.indices()).mapToDouble(at -> means[at[0]]).toArray();
        };
        assertThat(scores(own)).containsExactly(scores("mean_activation"), within(1e-6));
    }

    private static double[] means(Evidence evidence) {
        double[] means = new double[4];
        try (GradMode off = GradMode.off()) {
            evidence.samples()
                    .forEach(
                            evidence.network().manager(),
                            (images, labels) -> evidence.network().forward(images, false, (node, output) -> {
                                if (node.layer() instanceof Relu) {
                                    NDArray maps =
                                            output.abs().reshape(2, 4, 16).mean(new int[] {2});
                                    double[] batch = HostValues.doubles(maps.mean(new int[] {0}));
                                    Arrays.setAll(means, c -> means[c] + batch[c] / 2);
                                }
                            }));
        }
        return means;
    }

    @Test
    void one_that_looks_at_gradients_finds_the_taylor_score() {
        Importance own = (group, evidence) -> {
            double[] sums = new double[group.size()];
            double[] scale = evidence.array("bn.weight");
            double[] shift = evidence.array("bn.bias");
            evidence.gradients(batch -> Arrays.setAll(sums, c -> {
                double change = batch.get("bn.weight")[c] * scale[c] + batch.get("bn.bias")[c] * shift[c];
                return sums[c] + change * change / 2;
            }));
            return sums;
        };
        assertThat(scores(own)).containsExactly(scores("taylor"), within(1e-12));
        assertThat(Arrays.stream(scores(own)).sum()).isPositive();
    }

    @Test
    void one_that_combines_two_of_the_toolkits_scales_and_reduces_as_it_does() {
        Importance weights = Importances.named("l2").importance();
        Importance activations = Importances.named("mean_activation").importance();
        Importance both = (group, evidence) -> {
            double[] one = ScoreNormalization.MAX.of(weights.scores(group, evidence));
            double[] other = ScoreNormalization.MAX.of(activations.scores(group, evidence));
            double[] scores = new double[group.size()];
            Arrays.setAll(scores, c -> GroupReduction.MEAN.of(new double[] {one[c], other[c]}));
            return scores;
        };
        double[] l2 = scores("l2");
        double[] means = scores("mean_activation");
        double largestNorm = Arrays.stream(l2).max().orElseThrow();
        double largestMean = Arrays.stream(means).max().orElseThrow();
        assertThat(scores(both)[1]).isCloseTo((l2[1] / largestNorm + means[1] / largestMean) / 2, within(1e-12));
    }

    @Test
    void the_groups_that_are_scored_are_known() {
        Map<String, List<String>> seen = new HashMap<>();
        scores((group, evidence) -> {
            seen.put(
                    group.name(),
                    evidence.groups().groups().stream().map(ChannelGroup::name).toList());
            return new double[group.size()];
        });
        assertThat(seen).containsOnly(Map.entry("conv", List.of("conv")));
    }
}
