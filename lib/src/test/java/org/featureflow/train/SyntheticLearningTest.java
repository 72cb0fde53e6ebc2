package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.Vgg;
import org.junit.jupiter.api.Test;

/** The other half of the promise in {@link Synthetic}: what defeats a linear model (see its own test) is learned by a small network. */
class SyntheticLearningTest {
    @Test
    void a_small_vgg_reaches_ninety_percent_on_the_generated_images_in_a_few_epochs() {
        DataSet data = Synthetic.of(7200, 1000, 32, 1);
        Recipe recipe = Recipes.quick().withEpochs(4).withBatch(64).withValidation(0);
        try (Network network = Network.create(Vgg.of(11, 0.25, new FeatureShape(3, 32, 32), 10), 1)) {
            Training.of(network, data).recipe(recipe).run().close();
            double accuracy =
                    Evaluation.of(network, data.test(), data.normalization()).top1();
            assertThat(accuracy).isGreaterThan(0.90);
        }
    }
}
