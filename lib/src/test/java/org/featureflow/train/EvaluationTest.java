package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;

/** Figures of an evaluation against the same counted by hand from the logits. */
class EvaluationTest {
    private static final DataSet DATA = Synthetic.of(20, 16, 16, 5);

    @Test
    void imagesCountEquallyWhateverBatchTheyAreIn() {
        try (Network network = Network.create(TrainingTest.small(), 1);
                Batches uneven = Batches.of(DATA.test(), DATA.normalization()).batchSize(6)) {
            float[][] logits = Evaluation.withLogits(network, DATA.test(), DATA.normalization())
                    .logits();
            int[] labels = DATA.test().labels();
            Evaluation evaluation = Evaluation.of(network, uneven);
            assertThat(evaluation.count()).isEqualTo(16);
            assertThat(evaluation.top1()).isEqualTo(share(logits, labels, 1));
            assertThat(evaluation.top5()).isEqualTo(share(logits, labels, 5));
            assertThat(evaluation.top5()).isNotEqualTo(share(logits, labels, 3));
            double loss = IntStream.range(0, 16)
                    .mapToDouble(i -> -Math.log(softmax(logits[i], labels[i])))
                    .average()
                    .orElseThrow();
            assertThat(evaluation.loss()).isCloseTo(loss, within(1e-5));
        }
    }

    /** Without a step nothing changes, so an epoch's accuracy is that of the batch norms' training mode at the start. */
    @Test
    void anEpochsAccuracyIsTheShareOfItsImages() {
        Recipe still =
                Recipes.quick().withEpochs(1).withBatch(20).withValidation(0).withAugmentation(Augmentation.NONE);
        try (Network network = Network.create(TrainingTest.small(), 1);
                Network same = network.copy();
                TrainingResult result = Training.of(network, DATA).recipe(still).run();
                NDManager manager = same.manager().newSubManager();
                Batches all = Batches.of(DATA.train(), DATA.normalization()).batchSize(20);
                GradMode off = GradMode.off();
                Batch batch = all.epoch(0, manager).iterator().next()) {
            float[] flat = same.forward(batch.images(), true).logits().toFloatArray();
            int[] labels = DATA.train().labels();
            long right = IntStream.range(0, 20)
                    .filter(i -> rank(Arrays.copyOfRange(flat, 10 * i, 10 * i + 10), labels[i]) < 1)
                    .count();
            assertThat(result.history().epochs().get(0).accuracy()).isEqualTo(right / 20.0);
        }
    }

    private static double share(float[][] logits, int[] labels, int most) {
        return IntStream.range(0, labels.length)
                        .filter(i -> rank(logits[i], labels[i]) < most)
                        .count()
                / (double) labels.length;
    }

    /** How many classes are likelier. */
    private static long rank(float[] logits, int label) {
        return IntStream.range(0, logits.length)
                .filter(c -> logits[c] > logits[label])
                .count();
    }

    private static double softmax(float[] logits, int label) {
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(c -> Math.exp(logits[c]))
                .sum();
        return Math.exp(logits[label]) / sum;
    }
}
