package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.sparsity.Norms;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Recipes;
import org.featureflow.train.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Penalties in the training loop itself. */
class RegularizedTrainingTest {
    private static final NetworkSpec SPEC = Architectures.named("resnet20@0.25:16x16:2");
    private static final DataSet DATA = noise();

    private static DataSet noise() {
        byte[] pixels = new byte[64 * 3 * 16 * 16];
        new Random(1).nextBytes(pixels);
        int[] labels = new int[64];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
        }
        Images images = Images.of("noise", pixels, 3, 16, 16, labels, List.of("a", "b"));
        return new DataSet("noise", images, images, Normalization.CIFAR10, "this test", "");
    }

    static Stream<String> names() {
        return Regularizers.all().stream().map(Regularizers.Entry::name);
    }

    private static EpochMetrics train(Network network, Regularizer penalty, int epochs) {
        return Training.of(network, DATA)
                // 16 steps an epoch: the growing penalty is 0 for the first ten.
                .recipe(Recipes.quick().withEpochs(epochs).withBatch(4).withValidation(0))
                .regularizer(penalty)
                .run()
                .history()
                .last()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPenaltyIsReportedByItsName(String name) {
        try (Network network = Network.create(SPEC, 1)) {
            int arrays = network.manager().getManagedArrays().size();
            EpochMetrics epoch = train(network, Regularizers.parse(name + "=1e-3"), 1);
            assertThat(epoch.terms()).containsOnlyKeys(name);
            assertThat(epoch.terms().get(name)).isFinite().isNotZero();
            assertThat(epoch.penalty()).isFinite().isNotZero();
            assertThat(network.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    @Test
    void twoPenaltiesAreReportedEachAndAddUp() {
        try (Network network = Network.create(SPEC, 1)) {
            Penalties both = new Penalties(List.of(Regularizers.parse("l1=0.5"), Regularizers.parse("l2=0.25")));
            EpochMetrics epoch = train(network, both, 1);
            double sum = 0.5 * epoch.terms().get("l1") + 0.25 * epoch.terms().get("l2");
            assertThat(epoch.penalty()).isCloseTo(sum, org.assertj.core.api.Assertions.within(1e-3 * sum));
        }
    }

    @Test
    void trainingWithAPenaltyOnBatchNormScalesMakesThemSmaller() {
        try (Network plain = Network.create(SPEC, 1);
                Network slim = Network.create(SPEC, 1)) {
            train(plain, Penalties.NONE, 3);
            train(slim, Regularizers.parse("batch-norm-scale=0.1"), 3);
            assertThat(scales(slim)).isLessThan(0.8 * scales(plain));
        }
    }

    private static double scales(Network network) {
        return WeightScope.batchNormScales(network.spec()).stream()
                .mapToDouble(n -> Norms.l1(network.array(n).toFloatArray()))
                .sum();
    }
}
