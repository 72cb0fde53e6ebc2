package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.cost.Cost;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.train.CrossEntropy;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.Training;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every importance on every family, to half and to a quarter of the MACs: forward runs, counts are as planned. The smallest networks learn. On the
 * deepest one importance of each kind: of weights, of activations, of the loss's gradient, of the flow.
 */
class EveryImportanceTest {
    private static final String DEEPEST = "resnet110@0.25";
    private static final List<String> OF_EACH_KIND = List.of("l1", "apoz", "taylor", "flow");
    private static final List<String> FAMILIES = List.of("vgg16@0.25", "resnet56@0.25", "resnet18@0.125", DEEPEST);
    private static final int IMAGES = 40;
    private static final DataSet DATA = Synthetic.of(IMAGES, 0, 32, 7);
    private static final Batches BATCHES =
            Batches.of(DATA.train(), DATA.normalization()).batchSize(IMAGES);
    private static final Recipe EPOCH = Recipes.quick()
            .withEpochs(1)
            .withBatch(8)
            .withClipNorm(1)
            .withAugmentation(Augmentation.NONE)
            .withValidation(0);
    private static final Map<String, Network> NETWORKS = new HashMap<>();

    static Stream<Arguments> everything() {
        return FAMILIES.stream()
                .flatMap(f -> (f.equals(DEEPEST) ? OF_EACH_KIND : Importances.names())
                        .stream().map(i -> Arguments.of(f, i)));
    }

    @AfterAll
    static void close() {
        NETWORKS.values().forEach(Network::close);
        BATCHES.close();
    }

    static List<String> families() {
        return FAMILIES;
    }

    private static Network network(String family) {
        return NETWORKS.computeIfAbsent(family, f -> Networks.lived(Network.create(Architectures.named(f), 3), 4));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("everything")
    void prunesToHalfAndToAQuarter(String family, String importance) {
        Network network = network(family);
        Pruning pruning = Pruning.by(importance).samples(Samples.of(BATCHES, 1)).seed(2);
        Map<String, double[]> scores = pruning.scores(network);
        for (double kept : new double[] {0.5, 0.25}) {
            Plan plan = pruning.target(Target.macs(kept)).plan(network.spec(), scores);
            try (NDManager manager = network.manager().newSubManager();
                    Network masked = Mask.apply(network, plan);
                    Network smaller = Shrink.apply(network, plan)) {
                Cost cost = Cost.of(smaller.spec());
                assertThat(cost).isEqualTo(plan.summary(network.spec()).after());
                assertThat(cost.macs() / (double) Cost.of(network.spec()).macs())
                        .isLessThanOrEqualTo(kept);
                assertThat(Networks.difference(masked, smaller, manager, 2)).isLessThan(1e-5);
            }
        }
    }

    /** By one importance: what has chosen the channels does not matter to the training. */
    @ParameterizedTest
    @MethodSource("families")
    void aQuarterLearns(String family) {
        Network network = network(family);
        // A network of 110 layers that was never trained bears less.
        double rate = family.equals(DEEPEST) ? 0.01 : 0.03;
        Plan plan = Pruning.by("l1").target(Target.macs(0.25)).plan(network);
        try (Network smaller = Shrink.apply(network, plan)) {
            double before = loss(smaller);
            Training.of(smaller, DATA)
                    .recipe(EPOCH.withLearningRate(rate))
                    .run()
                    .close();
            assertThat(loss(smaller)).as("loss after an epoch").isLessThan(before);
        }
    }

    /** With the batch's own statistics: the running ones of a network that was never trained mean nothing. */
    private static double loss(Network network) {
        try (GradMode off = GradMode.off();
                NDManager manager = network.manager().newSubManager();
                Batch batch = BATCHES.epoch(0, manager).iterator().next()) {
            NDArray logits = network.forward(batch.images(), true).logits();
            return CrossEntropy.of(logits, batch.labels(), 0).getFloat();
        }
    }
}
