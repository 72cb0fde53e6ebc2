package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Split;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.regularize.Coefficient;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Evaluation;
import org.featureflow.train.History;
import org.featureflow.train.Recipes;
import org.featureflow.train.TrainingResult;
import org.junit.jupiter.api.Test;

class StageFiguresTest {
    private static final DataSet DATA = Synthetic.of(40, 30, 16, 5);
    private static final NetworkSpec SPEC = NetworkSpec.builder("small", new FeatureShape(3, 16, 16))
            .convolution("conv", 4, 3, 2)
            .relu("relu")
            .globalAveragePool("pool")
            .linear("fc", 10)
            .build();

    private static EpochMetrics epoch(int number, double top1) {
        return new EpochMetrics(
                number, 10L * number, 0.1, 2, 0, Map.of(), 0.5, new Evaluation(20, top1, 0.9, number), 3, 100);
    }

    private static Evaluation evaluation(Network network, Images images) {
        return Evaluation.of(network, images, DATA.normalization());
    }

    @Test
    void theLastAndTheBestNetworkHaveEachTheirOwnFiguresAndOfEqualEpochsTheFirstIsBest() {
        History history = History.EMPTY
                .with(epoch(1, 0.3))
                .with(epoch(2, 0.6))
                .with(epoch(3, 0.6))
                .with(epoch(4, 0.5));
        try (Network last = Network.create(SPEC, 1);
                TrainingResult result = new TrainingResult(last, Network.create(SPEC, 2), history)) {
            Stage stage = StageFigures.trained(result, DATA);
            assertThat(stage.test()).isEqualTo(evaluation(last, DATA.test()));
            assertThat(stage.bestTest())
                    .isEqualTo(evaluation(result.best(), DATA.test()))
                    .isNotEqualTo(stage.test());
            assertThat(stage.validation()).isEqualTo(new Evaluation(20, 0.5, 0.9, 4));
            assertThat(stage.bestEpoch()).isEqualTo(2);
            assertThat(stage.bestValidation()).isEqualTo(new Evaluation(20, 0.6, 0.9, 2));
            assertThat(stage.history()).isEqualTo(history.epochs());
            assertThat(stage.parameters()).isEqualTo(Cost.of(SPEC).parameters());
            assertThat(stage.macs()).isEqualTo(Cost.of(SPEC).macs());
            // 40 steps of 8 images, forwards and twice that backwards
            assertThat(StageFigures.macs(stage, Recipes.quick().withBatch(8), 40))
                    .isEqualTo(3.0 * stage.macs() * 40 * 8);
            // A teacher that is asked in the last 30 of them goes forward only.
            RetrainingPenalty taught = new RetrainingPenalty(null, new Coefficient(1, 0.25, 0), null);
            Stage uncut = new Stage(0, 1000, null, null, 0, null, null, List.of());
            assertThat(StageFigures.teacherMacs(uncut, stage, Recipes.quick().withBatch(8), taught, 40))
                    .isEqualTo(1000.0 * 30 * 8);
            assertThat(StageFigures.teacherMacs(uncut, stage, Recipes.quick().withBatch(8), RetrainingPenalty.NONE, 40))
                    .isZero();
        }
    }

    @Test
    void anUntrainedNetworkIsMeasuredOnHeldOutAndOnTestImages() {
        Split split = DATA.split(10, 0);
        try (Network network = Network.create(SPEC, 1)) {
            Stage stage = StageFigures.untrained(network, DATA, split);
            assertThat(stage.validation()).isEqualTo(evaluation(network, split.validation()));
            assertThat(stage.test()).isEqualTo(evaluation(network, DATA.test())).isNotEqualTo(stage.validation());
            assertThat(stage.bestTest()).isNull();
            assertThat(StageFigures.untrained(network, DATA, DATA.split(0, 0)).validation())
                    .isNull();
        }
    }
}
