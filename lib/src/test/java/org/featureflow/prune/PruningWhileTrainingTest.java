package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.featureflow.data.Augmentation;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.Training;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Masks and soft pruning as hooks of a training: five steps an epoch, two epochs. */
class PruningWhileTrainingTest {
    private static final DataSet DATA = Synthetic.of(40, 0, 16, 3);
    private static final Recipe RECIPE = Recipes.quick()
            .withEpochs(2)
            .withBatch(8)
            .withLearningRate(0.05)
            .withAugmentation(Augmentation.NONE)
            .withValidation(0);
    private static final Plan PLAN = new Plan("small", List.of(new Cut("conv1", 6, List.of(0, 2, 5))), Map.of());

    private Network network;

    @BeforeEach
    void open() {
        network = Network.create(
                NetworkSpec.builder("small", new FeatureShape(3, 16, 16))
                        .convolution("conv1", 6, 3, 2)
                        .batchNorm("bn1")
                        .relu("relu1")
                        .convolution("conv2", 4, 3, 2)
                        .batchNorm("bn2")
                        .relu("relu2")
                        .globalAveragePool("gap")
                        .linear("fc", 10)
                        .build(),
                1);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private double norm(int channel) {
        Evidence evidence = Evidence.of(network);
        Slices filters = ChannelGroups.of(network.spec(), Channels.INNER)
                .group("conv1")
                .filters()
                .get(0);
        return FilterImportance.l2(evidence.values(filters, channel));
    }

    private void train(Training.StepHook hook) {
        Training.of(network, DATA).recipe(RECIPE).afterStep(hook).run().close();
    }

    @Test
    void maskedChannelsStayZeroAndTheShrunkNetworkIsTheSame() {
        Runnable mask = Mask.holding(network, PLAN);
        double before = norm(0);
        train((trained, step) -> mask.run());
        assertThat(norm(1)).isZero();
        assertThat(norm(0)).isNotEqualTo(before);
        try (Network smaller = Shrink.apply(network, PLAN);
                var manager = network.manager().newSubManager()) {
            assertThat(Networks.difference(network, smaller, manager, 4)).isLessThan(1e-5);
        }
    }

    @Test
    void maskedWeightsStayZero() {
        WeightMask mask = WeightMask.local(network, 0.3);
        Runnable hold = mask.holding(network);
        train((trained, step) -> hold.run());
        boolean[] kept = mask.kept("conv2.weight");
        float[] weights = network.array("conv2.weight").toFloatArray();
        for (int i = 0; i < kept.length; i++) {
            assertThat(weights[i] != 0).as("weight " + i).isEqualTo(kept[i]);
        }
    }

    @Test
    void softPruningLetsFiltersRecoverBetweenItsCuts() {
        Pruning pruning = Pruning.by("l2").scope(Scope.local()).target(Target.channels(0.5));
        double[] afterCut = new double[6];
        double[] later = new double[6];
        train((trained, step) -> {
            if (step == 5) {
                SoftPruning.apply(trained, pruning.plan(trained));
                Arrays.setAll(afterCut, this::norm);
            }
        });
        Arrays.setAll(later, this::norm);
        assertThat(Arrays.stream(afterCut).filter(n -> n == 0).count()).isEqualTo(3);
        assertThat(later).doesNotContain(0);
    }
}
