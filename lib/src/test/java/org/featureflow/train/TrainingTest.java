package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.data.Split;
import org.featureflow.data.Synthetic;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.regularize.BatchNormScaleL1;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalty;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.TrainingStep;
import org.featureflow.sparsity.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final DataSet DATA = Synthetic.of(400, 100, 16, 5);

    static NetworkSpec small() {
        return NetworkSpec.builder("small", new FeatureShape(3, 16, 16))
                .convolution("conv1", 8, 3, 2)
                .batchNorm("bn1")
                .relu("relu1")
                .tap()
                .convolution("conv2", 8, 3, 1)
                .batchNorm("bn2")
                .relu("relu2")
                .tap()
                .globalAveragePool("pool")
                .linear("linear", 10)
                .build();
    }

    private static Recipe recipe() {
        return Recipes.quick().withEpochs(2).withBatch(32).withValidation(80);
    }

    @Test
    void lossFallsAndEveryFigureIsReported() {
        List<StepMetrics> steps = new ArrayList<>();
        ProgressListener keep = new ProgressListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                steps.add(metrics);
            }
        };
        try (Network network = Network.create(small(), 1);
                TrainingResult result = Training.of(network, DATA)
                        .recipe(recipe().withEpochs(6))
                        .regularizer(FeatureFlowPenalty.of(1e-5, 1e-6))
                        .reportEvery(5)
                        .listener(keep)
                        .run()) {
            List<EpochMetrics> epochs = result.history().epochs();
            assertThat(epochs).hasSize(6);
            EpochMetrics last = epochs.get(5);
            assertThat(last.loss()).isLessThan(epochs.get(0).loss());
            assertThat(last.step()).isEqualTo(60);
            assertThat(last.terms()).containsOnlyKeys("gradient", "curvature");
            assertThat(last.penalty())
                    .isCloseTo(
                            1e-5 * last.terms().get("gradient")
                                    + 1e-6 * last.terms().get("curvature"),
                            within(1e-6));
            assertThat(last.validation().count()).isEqualTo(80);
            assertThat(last.validation().top5())
                    .isGreaterThanOrEqualTo(last.validation().top1());
            assertThat(steps).hasSize(12);
            assertThat(steps.get(11).step()).isEqualTo(60);
            assertThat(steps.get(11).loss()).isPositive().isFinite();
        }
    }

    @Test
    void theBestNetworkIsTheOneThatValidatedBest() {
        try (Network network = Network.create(small(), 1);
                TrainingResult result = Training.of(network, DATA)
                        .recipe(recipe().withEpochs(4))
                        .run()) {
            Evaluation best = result.history().best().orElseThrow().validation();
            Evaluation again = Evaluation.of(result.best(), recipe().split(DATA).validation(), DATA.normalization());
            assertThat(again).isEqualTo(best);
        }
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
        assertThat(weights(recipe())).isEqualTo(weights(recipe()));
        assertThat(weights(recipe())).isNotEqualTo(weights(recipe().withSeed(9)));
    }

    @Test
    void everyOptionOfTheRecipeChangesTheTrainedWeights() {
        Recipe plain = recipe();
        List<Float> trained = weights(plain);
        Map<String, Recipe> changed = new LinkedHashMap<>();
        changed.put("label smoothing", plain.withLabelSmoothing(0.1));
        changed.put("no Nesterov", plain.withSgd(plain.momentum(), false));
        changed.put("momentum", plain.withMomentum(0.5));
        changed.put("no weight decay", plain.withWeightDecay(0));
        changed.put("scope of the decay", plain.withDecay(DecayScope.WEIGHTS));
        changed.put("schedule", plain.withSchedule(Schedule.constant()));
        changed.put("learning rate", plain.withLearningRate(0.05));
        changed.put("clipping", plain.withClipNorm(0.05));
        changed.put("averaging", plain.withAveraging(0.9));
        changed.put("no augmentation", plain.withAugmentation(Augmentation.NONE));
        changed.forEach(
                (option, recipe) -> assertThat(weights(recipe)).as(option).isNotEqualTo(trained));
        assertThat(weights(plain.withAdamW()))
                .as("AdamW")
                .isNotEqualTo(weights(changed.get("no Nesterov")))
                .isNotEqualTo(trained);
    }

    @Test
    void everyStepTakesTheRateOfItsPlaceInTheSchedule() {
        // As long as the clipped gradient, times the rate: a hundredth, and a tenth of that from the middle on.
        Recipe plain = recipe().withSgd(0, false)
                .withWeightDecay(0)
                .withLearningRate(1)
                .withSchedule(Schedule.multiStep(0.5))
                .withClipNorm(1e-2);
        List<Double> moves = new ArrayList<>();
        try (Network network = Network.create(small(), 1)) {
            List<float[]> places = new ArrayList<>(List.of(trained(network)));
            try (TrainingResult result = Training.of(network, DATA)
                    .recipe(plain)
                    .afterStep((n, step) -> places.add(trained(n)))
                    .run()) {
                for (int i = 1; i < places.size(); i++) {
                    moves.add(distance(places.get(i), places.get(i - 1)));
                }
                assertThat(result.history().epochs())
                        .extracting(EpochMetrics::learningRate)
                        .containsExactly(1.0, 0.1);
            }
        }
        assertThat(moves).hasSize(20);
        assertThat(moves.subList(0, 10)).allSatisfy(m -> assertThat(m).isCloseTo(1e-2, within(1e-4)));
        assertThat(moves.subList(10, 20)).allSatisfy(m -> assertThat(m).isCloseTo(1e-3, within(1e-5)));
    }

    @Test
    void hooksAreCalledInTheOrderOfAddingAfterEveryOfItsSteps() {
        List<String> calls = new ArrayList<>();
        List<Long> reported = new ArrayList<>();
        try (Network network = Network.create(small(), 1)) {
            Training training = Training.of(network, DATA)
                    .recipe(recipe().withBatch(100))
                    .afterStep((n, step) -> calls.add("one " + step))
                    .afterStep((n, step) -> calls.add("two " + step))
                    .listener(new ProgressListener() {
                        @Override
                        public void onStart(Recipe recipe, long totalSteps, History before) {
                            reported.add(totalSteps);
                        }
                    });
            training.run().close();
            // 320 images that are not held out: three whole batches.
            assertThat(training.stepsPerEpoch()).isEqualTo(3);
            assertThat(training.steps()).isEqualTo(6);
            assertThat(reported).containsExactly(6L);
            assertThat(calls).hasSize(12).startsWith("one 1", "two 1", "one 2").endsWith("one 6", "two 6");
            assertThat(training.recipe(recipe().withBatch(1000)).stepsPerEpoch())
                    .as("an epoch may be smaller than a batch")
                    .isEqualTo(1);
        }
    }

    private static float[] trained(Network network) {
        return Weights.joined(Trained.of(network, 0, DecayScope.EVERYTHING).stream()
                .map(t -> HostValues.floats(t.array()))
                .toList());
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            squares += d * d;
        }
        return Math.sqrt(squares);
    }

    @Test
    void aStepsFiguresAreOfTheStepsSinceTheReportBefore() {
        Regularizer number = step ->
                Penalty.of("number", 1, step.output().logits().mean().mul(0f).add(step.step()));
        List<Double> penalties = new ArrayList<>();
        try (Network network = Network.create(small(), 1);
                TrainingResult result = Training.of(network, DATA)
                        .recipe(recipe())
                        .regularizer(number)
                        .reportEvery(5)
                        .listener(new ProgressListener() {
                            @Override
                            public void onStep(StepMetrics metrics) {
                                penalties.add(metrics.penalty());
                                assertThat(metrics.terms()).containsEntry("number", metrics.penalty());
                            }
                        })
                        .run()) {
            // Steps 0 to 4, 5 to 9 and so on; an epoch has ten.
            assertThat(penalties).containsExactly(2.0, 7.0, 12.0, 17.0);
            assertThat(result.history().epochs())
                    .extracting(EpochMetrics::penalty)
                    .containsExactly(4.5, 14.5);
        }
    }

    @Test
    void clippingBoundsTheChangeOfAPlainStep() {
        Recipe plain = recipe().withEpochs(1)
                .withBatch(320)
                .withSgd(0, false)
                .withWeightDecay(0)
                .withLearningRate(1)
                .withSchedule(Schedule.constant())
                .withClipNorm(1e-3);
        try (Network network = Network.create(small(), 1);
                Network before = network.copy();
                TrainingResult result = Training.of(network, DATA).recipe(plain).run()) {
            double squares = 0;
            for (Trained t : Trained.of(network, 0, DecayScope.EVERYTHING)) {
                NDArray moved = t.array().duplicate().sub(before.array(t.name()));
                squares += moved.square().sum().getFloat();
            }
            assertThat(Math.sqrt(squares)).isCloseTo(1e-3, within(1e-5));
        }
    }

    @Test
    void averagingLeavesTheAverageInTheNetwork() {
        try (Network network = Network.create(small(), 1);
                TrainingResult result = Training.of(network, DATA)
                        .recipe(recipe().withAveraging(0.99))
                        .run()) {
            Evaluation last = result.history().last().orElseThrow().validation();
            assertThat(Evaluation.of(network, recipe().split(DATA).validation(), DATA.normalization()))
                    .isEqualTo(last);
        }
    }

    @Test
    void nativeArraysStayConstantOverFiveHundredSteps() {
        Set<Integer> counts = new HashSet<>();
        try (Network network = Network.create(small(), 1)) {
            Training.of(network, DATA)
                    .recipe(recipe().withEpochs(50))
                    .regularizer(FeatureFlowPenalty.of(1e-5, 1e-5))
                    .afterStep((n, step) -> {
                        if (step > 10) {
                            counts.add(n.manager().getManagedArrays().size());
                        }
                    })
                    .run()
                    .close();
        }
        assertThat(counts).hasSize(1);
    }

    @Test
    void aLossThatIsNoNumberStopsWithStepAndRate() {
        Regularizer broken =
                step -> Penalty.of("broken", 1, step.output().logits().mean().mul(step.step() < 12 ? 0f : Float.NaN));
        try (Network network = Network.create(small(), 1)) {
            assertThatThrownBy(() -> Training.of(network, DATA)
                            .recipe(recipe().withSchedule(Schedule.constant()))
                            .regularizer(broken)
                            .reportEvery(4)
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("step 14")
                    .hasMessageContaining("learning rate 0.1");
        }
    }

    @Test
    void interruptingTheThreadStopsBetweenSteps() {
        List<String> reasons = new ArrayList<>();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void onStop(String reason) {
                reasons.add(reason);
            }
        };
        try (Network network = Network.create(small(), 1)) {
            assertThatThrownBy(() -> Training.of(network, DATA)
                            .recipe(recipe())
                            .listener(listener)
                            .afterStep((n, step) -> {
                                if (step == 13) {
                                    Thread.currentThread().interrupt();
                                }
                            })
                            .run())
                    .isInstanceOf(TrainingStoppedException.class)
                    .hasMessageContaining("step 13 of 20");
        }
        assertThat(Thread.interrupted()).isFalse();
        assertThat(reasons).singleElement().asString().contains("step 13");
    }

    @Test
    void nothingOfTheSetUpIsNull() {
        try (Network network = Network.create(small(), 1)) {
            Training training = Training.of(network, DATA);
            List<Runnable> settings = List.of(
                    () -> training.recipe(null),
                    () -> training.regularizer(null),
                    () -> training.listener(null),
                    () -> training.afterStep(null),
                    () -> training.checkpointEvery(null));
            assertThat(settings)
                    .allSatisfy(set -> assertThatThrownBy(set::run).isInstanceOf(FeatureFlowException.class));
        }
    }

    @Test
    void imagesThatDoNotFitTheNetworkAreRefused() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            assertThatThrownBy(() -> Training.of(network, DATA).run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("3×32×32")
                    .hasMessageContaining("3×16×16");
        }
    }

    private static List<Float> weights(Recipe recipe) {
        List<Float> all = new ArrayList<>();
        try (Network network = Network.create(small(), 1);
                TrainingResult result =
                        Training.of(network, DATA).recipe(recipe).run()) {
            for (String name : network.parameters().keySet()) {
                for (float v : network.array(name).toFloatArray()) {
                    all.add(v);
                }
            }
        }
        return all;
    }

    @Test
    void imagesThatABatchLeavesOutAreNotCounted() {
        Images sixty = DATA.test().limit(60);
        Images fifty = sixty.subset("fifty", IntStream.range(0, 50).toArray());
        try (Network network = Network.create(small(), 1);
                Batches whole = Batches.of(fifty, DATA.normalization()).batchSize(50);
                Batches cut =
                        Batches.of(sixty, DATA.normalization()).batchSize(50).dropLast(true)) {
            Evaluation evaluation = Evaluation.of(network, cut);
            assertThat(evaluation.count()).isEqualTo(50);
            assertThat(evaluation).isEqualTo(Evaluation.of(network, whole));
        }
    }

    @Test
    void aRefusedRunLeavesTheEarlierOneAsItIs(@TempDir Path folder) throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        try (Network network = Network.create(small(), 1)) {
            RecordedTraining.of(Training.of(network, DATA).recipe(recipe()), DATA)
                    .into(run.path());
        }
        byte[] record = Files.readAllBytes(run.record());
        try (Network network = Network.create(small(), 1)) {
            RecordedTraining otherwise = RecordedTraining.of(
                            Training.of(network, DATA).recipe(recipe().withSeed(9)), DATA)
                    .resume(true);
            assertThatThrownBy(() -> otherwise.into(run.path())).isInstanceOf(FeatureFlowException.class);
        }
        try (Network other = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            RecordedTraining unfit =
                    RecordedTraining.of(Training.of(other, DATA).recipe(recipe()), DATA);
            assertThatThrownBy(() -> unfit.into(run.path())).isInstanceOf(FeatureFlowException.class);
        }
        assertThat(Files.readAllBytes(run.record())).isEqualTo(record);
        assertThat(run.network()).exists();
        assertThat(run.best()).exists();
    }

    @Test
    void aPenaltyThatCannotActOnTheNetworkIsRefusedBeforeTheEarlierRunIsTouched(@TempDir Path folder)
            throws IOException {
        NetworkSpec plain = NetworkSpec.builder("plain", new FeatureShape(3, 16, 16))
                .convolution("conv", 4, 3, 4)
                .globalAveragePool("pool")
                .linear("linear", 10)
                .build();
        Recipe short_ = recipe().withEpochs(1);
        RunFolder earlier = new RunFolder(folder.resolve("earlier"));
        RunFolder first = new RunFolder(folder.resolve("first"));
        try (Network network = Network.create(plain, 1)) {
            RecordedTraining.of(Training.of(network, DATA).recipe(short_), DATA).into(earlier.path());
        }
        byte[] record = Files.readAllBytes(earlier.record());
        for (Regularizer penalty :
                List.of(new BatchNormScaleL1(Coefficient.constant(1)), FeatureFlowPenalty.of(1, 0))) {
            try (Network network = Network.create(plain, 1)) {
                RecordedTraining refused = RecordedTraining.of(
                        Training.of(network, DATA).recipe(short_).regularizer(penalty), DATA);
                for (RunFolder run : List.of(earlier, first)) {
                    assertThatThrownBy(() -> refused.into(run.path()))
                            .isInstanceOf(FeatureFlowException.class)
                            .hasMessageStartingWith("Network plain has no ");
                }
            }
        }
        assertThat(Files.readAllBytes(earlier.record())).isEqualTo(record);
        assertThat(earlier.network()).exists();
        assertThat(earlier.checkpoints()).isNotEmptyDirectory();
        first.require(false, false);
    }

    @Test
    void aSetUpThatFailsLeavesNothingWithTheNetwork() {
        try (Network network = Network.create(small(), 1)) {
            // No optimiser has it, so only the copy for the average finds it closed.
            network.array("bn1.running_mean").close();
            int before = network.manager().getManagedArrays().size();
            for (Recipe recipe : List.of(recipe(), recipe().withAdamW())) {
                assertThatThrownBy(() -> Training.of(network, DATA)
                                .recipe(recipe.withAveraging(0.9))
                                .run())
                        .isInstanceOf(RuntimeException.class);
                assertThat(network.manager().getManagedArrays()).hasSize(before);
            }
        }
    }

    @Test
    void anOptimiserThatCannotBeMadeLeavesNothing() {
        try (Network network = Network.create(small(), 1)) {
            int before = network.manager().getManagedArrays().size();
            List<Trained> arrays = List.of(
                    new Trained("there", network.array("conv1.weight"), 0.1), new Trained("missing", null, 0.1));
            assertThatThrownBy(() -> new AdamW(arrays, 0.9, 0.999)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> new Sgd(arrays, 0.9, true)).isInstanceOf(NullPointerException.class);
            assertThat(network.manager().getManagedArrays()).hasSize(before);
            try (AdamW made = new AdamW(arrays.subList(0, 1), 0.9, 0.999)) {
                assertThat(network.manager().getManagedArrays()).hasSizeGreaterThan(before);
            }
        }
    }

    @Test
    void aFirstRunThatBreaksLeavesNothingThatLooksUnfinished(@TempDir Path folder) {
        Regularizer broken = new Regularizer() {
            @Override
            public Penalty penalty(TrainingStep step) {
                return null;
            }

            @Override
            public void check(NetworkSpec spec) {
                throw new AssertionError("broken");
            }
        };
        RunFolder run = new RunFolder(folder.resolve("run"));
        try (Network network = Network.create(small(), 1)) {
            RecordedTraining training =
                    RecordedTraining.of(Training.of(network, DATA).regularizer(broken), DATA);
            assertThatThrownBy(() -> training.into(run.path())).isInstanceOf(AssertionError.class);
        }
        run.require(false, false);
    }

    @Test
    void aRefusedFirstRunLeavesNothingThatLooksUnfinished(@TempDir Path folder) {
        RunFolder run = new RunFolder(folder.resolve("run"));
        try (Network other = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            RecordedTraining unfit =
                    RecordedTraining.of(Training.of(other, DATA).recipe(recipe()), DATA);
            assertThatThrownBy(() -> unfit.into(run.path())).isInstanceOf(FeatureFlowException.class);
        }
        run.require(false, false);
    }

    @Test
    void aRecordSaysHowThePixelsWereSeen() {
        Split split = recipe().split(DATA);
        try (Network network = Network.create(small(), 1)) {
            Training training = Training.of(network, split, Normalization.IMAGENET);
            assertThatThrownBy(() -> RecordedTraining.of(training, DATA))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("another normalisation")
                    .hasMessageContaining("normalizedBy");
            RecordedTraining.of(training, DATA.normalizedBy(Normalization.IMAGENET));
        }
    }

    @Test
    void aTrainingThatIsToGoOnDoesSoWhereItIsRecorded(@TempDir Path folder) {
        Recipe short_ = recipe().withEpochs(1);
        try (Network network = Network.create(small(), 1)) {
            RecordedTraining.of(Training.of(network, DATA).recipe(short_), DATA).into(folder);
        }
        try (Network network = Network.create(small(), 1)) {
            Training training = Training.of(network, DATA)
                    .recipe(short_)
                    .resume(true)
                    .afterStep((n, step) -> {
                        throw new AssertionError("a step was taken");
                    });
            assertThat(RecordedTraining.of(training, DATA).into(folder).has("resumed"))
                    .isTrue();
        }
    }

    @Test
    void oneSetUpCanTrainIntoSeveralFolders(@TempDir Path folder) throws IOException {
        RunFolder first = new RunFolder(folder.resolve("first"));
        try (Network network = Network.create(small(), 1)) {
            Training training = Training.of(network, DATA).recipe(recipe().withEpochs(1));
            RecordedTraining.of(training, DATA).into(first.path());
            byte[] before = Files.readAllBytes(first.record());
            RecordedTraining.of(training.recipe(recipe()), DATA).into(folder.resolve("second"));
            assertThat(Files.readAllBytes(first.record())).isEqualTo(before);
            assertThat(first.network()).exists();
        }
    }

    @Test
    void heldOutImagesThatDoNotFitAreToldBeforeTheFirstStep() {
        Split wrong = new Split(DATA.train(), Synthetic.of(20, 10, 32, 1).train(), DATA.test());
        try (Network network = Network.create(small(), 1)) {
            assertThatThrownBy(() -> Training.of(network, wrong, DATA.normalization())
                            .recipe(recipe())
                            .listener(new ProgressListener() {
                                @Override
                                public void onStart(Recipe recipe, long totalSteps, History before) {
                                    throw new AssertionError("it began");
                                }
                            })
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("32");
        }
    }

    @Test
    void anEpochOfFewStepsIsReportedAtItsEnd() {
        List<Long> steps = new ArrayList<>();
        try (Network network = Network.create(small(), 1)) {
            Training.of(network, DATA)
                    .recipe(recipe().withEpochs(2).withBatch(100))
                    .listener(new ProgressListener() {
                        @Override
                        public void onStep(StepMetrics metrics) {
                            steps.add(metrics.step());
                        }
                    })
                    .run()
                    .close();
        }
        assertThat(steps).containsExactly(3L, 6L);
    }

    @Test
    void averagedWeightsAreOthersThanTheLast() {
        List<Double> losses = new ArrayList<>();
        for (double decay : new double[] {0, 0.99}) {
            try (Network network = Network.create(small(), 1);
                    TrainingResult result = Training.of(network, DATA)
                            .recipe(recipe().withAveraging(decay))
                            .run()) {
                losses.add(result.history().last().orElseThrow().validation().loss());
            }
        }
        assertThat(losses).doesNotHaveDuplicates();
    }
}
