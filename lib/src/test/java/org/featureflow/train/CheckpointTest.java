package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.data.Split;
import org.featureflow.data.Synthetic;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Network;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.FilterChoice;
import org.featureflow.regularize.GrowingPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizers;
import org.featureflow.regularize.WeightScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
    @TempDir
    private Path folder;

    static List<Recipe> recipes() {
        Recipe r = TrainOnce.recipe().withEpochs(2);
        return List.of(
                r.withName("averaged"),
                r.withName("nesterov").withAveraging(0).withValidation(0),
                r.withName("adamw").withAdamW().withLearningRate(1e-3).withClipNorm(1));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void stoppedAnywhereAndResumedItEndsAsIfNothingHadHappened(Recipe recipe) throws IOException {
        Path calm = folder.resolve("calm");
        run(calm, t -> t.recipe(recipe));
        Path stopped = folder.resolve("stopped");
        long perEpoch = recipe.split(TrainOnce.DATA).train().count() / recipe.batch();
        List<Long> taken = new ArrayList<>();
        // The first step, the middle of an epoch, the last step of an epoch, and just before the end.
        for (long at : List.of(1L, 4L, perEpoch, 2 * perEpoch - 1)) {
            assertThatThrownBy(() -> run(
                            stopped,
                            t -> t.recipe(recipe).resume(true).afterStep((n, step) -> {
                                taken.add(step);
                                if (step == at) {
                                    Thread.currentThread().interrupt();
                                }
                            })))
                    .isInstanceOf(TrainingStoppedException.class);
        }
        run(stopped, t -> t.recipe(recipe).resume(true).afterStep((n, step) -> taken.add(step)));
        assertSame(calm, stopped);
        // A run from the start would end in the same files: what counts is that no step was taken twice.
        assertThat(taken)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2 * perEpoch).boxed().toList());
    }

    @Test
    void theSameSeedLeavesIdenticalMetricsFiles() throws IOException {
        run(folder.resolve("a"), t -> t);
        run(folder.resolve("b"), t -> t);
        assertSame(folder.resolve("a"), folder.resolve("b"));
        History read = MetricsFile.read(folder.resolve("a"));
        assertThat(read.epochs()).hasSize(4);
        assertThat(read.epochs().get(3).terms()).containsOnlyKeys("gradient", "curvature");
        assertThat(read.epochs().get(3).seconds()).isPositive();
    }

    @Test
    void aFinishedRunResumesToItsResult() throws IOException {
        run(folder.resolve("a"), t -> t);
        Path copy = folder.resolve("a/last.safetensors");
        byte[] before = Files.readAllBytes(copy);
        run(
                folder.resolve("a"),
                t -> t.resume(true).afterStep((n, step) -> {
                    throw new AssertionError("a step was taken");
                }));
        assertThat(Files.readAllBytes(copy)).isEqualTo(before);
    }

    @Test
    void withNoTimeBetweenThemACheckpointFollowsEveryStepAndTheNewestTwoStay() {
        Path checkpoints = folder.resolve("checkpoints");
        List<String> newest = new ArrayList<>();
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            Training.of(network, TrainOnce.DATA)
                    .recipe(TrainOnce.recipe().withEpochs(1))
                    .checkpoints(checkpoints)
                    .checkpointEvery(Duration.ZERO)
                    .afterStep((n, step) -> {
                        List<String> there = names(checkpoints);
                        newest.add(there.get(there.size() - 1));
                    })
                    .run()
                    .close();
        }
        // The checkpoint of a step is written when its hook has returned.
        assertThat(newest)
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(step -> "step-00000000" + step + ".safetensors")
                        .toList());
        assertThat(names(checkpoints)).containsExactly("step-000000009.safetensors", "step-000000010.safetensors");
    }

    @Test
    void checkpointsNeedAFolder() {
        Function<Training, Training> resumed = t -> t.resume(true);
        Function<Training, Training> timed = t -> t.checkpointEvery(Duration.ofMinutes(5));
        Function<Training, Training> counted = t -> t.checkpointEverySteps(3);
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            for (Function<Training, Training> set : List.of(resumed, timed, counted)) {
                Training training = set.apply(Training.of(network, TrainOnce.DATA));
                assertThatThrownBy(training::run)
                        .isInstanceOf(FeatureFlowException.class)
                        .hasMessageContaining("name one with checkpoints");
            }
        }
    }

    @Test
    void aNegativeTimeBetweenCheckpointsIsRefused() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            Training training = Training.of(network, TrainOnce.DATA);
            assertThatThrownBy(() -> training.checkpointEvery(Duration.ofSeconds(-1)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("The time between checkpoints cannot be PT-1S; it is 0 or more.");
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFreshStartForgetsTheCheckpointsOfTheRunBefore() {
        run(folder.resolve("a"), t -> t);
        assertThatThrownBy(() -> run(
                        folder.resolve("a"),
                        t -> t.afterStep((n, step) -> Thread.currentThread().interrupt())))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessageContaining("after step 1 ");
        assertThat(new CheckpointFolder(folder.resolve("a/checkpoints"))
                        .latest()
                        .orElseThrow())
                .hasFileName("step-000000001.safetensors");
    }

    @Test
    void anotherRunsCheckpointIsRefusedWithTheDifference() {
        run(folder, t -> t);
        assertRefused("recipe", t -> t.recipe(TrainOnce.recipe().withSeed(3)));
        assertRefused(
                "penalty (FeatureFlowPenalty",
                t -> t.regularizer(Regularizers.named("l1", Coefficient.constant(1e-4))));
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            assertResumeRefused(Training.of(network, Synthetic.of(400, 20, 16, 6)), "another set of training images");
            Split split = TrainOnce.recipe().split(TrainOnce.DATA);
            Split others = new Split(split.train(), split.test(), split.test());
            assertResumeRefused(
                    Training.of(network, others, TrainOnce.DATA.normalization()), "another set of validation images");
            assertResumeRefused(Training.of(network, split, Normalization.IMAGENET), "another normalization");
        }
    }

    @Test
    void penaltiesOfOnesOwnAreDescribedTheSameInEveryRun() {
        assertThat(Checkpoints.describe(Regularizers.named("growing", Coefficient.constant(1))))
                .doesNotContain("Lambda", "0x")
                .contains("interval=10", "fraction=0.5");
        assertThat(Checkpoints.describe(new GrowingPenalty(
                        Coefficient.constant(1),
                        10,
                        FilterChoice.fixed(Map.of("b", Set.of(3, 1), "a", Set.of(2))),
                        WeightScope.BRANCHES)))
                .contains("{a=[2], b=[1, 3]}");
        assertThat(Checkpoints.describe(step -> null)).endsWith("of one's own");
        assertThat(Checkpoints.describe(Penalties.NONE)).isEqualTo("none");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoticedBeforeTheFirstStep() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            assertThatThrownBy(() -> Training.of(network, TrainOnce.DATA)
                            .checkpoints(file.resolve("checkpoints"))
                            .afterStep((n, step) -> {
                                throw new AssertionError("a step was taken");
                            })
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("Cannot write");
        }
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        run(folder, t -> t);
        Path latest =
                new CheckpointFolder(folder.resolve("checkpoints")).latest().orElseThrow();
        byte[] bytes = Files.readAllBytes(latest);
        Files.write(latest, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(latest.getFileName().toString(), t -> t);
    }

    @Test
    void aCheckpointWithoutItsEpochsIsDamaged() {
        run(folder, t -> t);
        Path latest =
                new CheckpointFolder(folder.resolve("checkpoints")).latest().orElseThrow();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(latest)) {
            metadata.putAll(file.metadata());
            file.names().forEach(name -> tensors.put(name, file.tensor(name)));
        }
        metadata.remove("history");
        Safetensors.write(latest, metadata, tensors);
        assertRefused("is a damaged checkpoint", t -> t);
    }

    @Test
    void divergenceNamesTheLastGoodCheckpoint() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            assertThatThrownBy(() -> TrainOnce.training(network, folder)
                            .reportEvery(1)
                            .afterStep((n, step) -> {
                                if (step == 7) {
                                    n.array("linear.bias").muli(Float.NaN);
                                }
                            })
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("step 8")
                    .hasMessageContaining("step-000000006.safetensors");
        }
    }

    private void assertResumeRefused(Training other, String because) {
        assertThatThrownBy(() -> other.recipe(TrainOnce.recipe())
                        .regularizer(FeatureFlowPenalty.of(1e-5, 1e-5))
                        .checkpoints(folder.resolve("checkpoints"))
                        .resume(true)
                        .run())
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(because);
    }

    private void assertRefused(String because, Function<Training, Training> change) {
        assertThatThrownBy(() -> run(folder, t -> change.apply(t).resume(true)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(because);
    }

    private static void run(Path folder, Function<Training, Training> change) {
        try (Network network = Network.create(TrainingTest.small(), 1);
                TrainingResult result =
                        change.apply(TrainOnce.training(network, folder)).run()) {
            NetworkFile.save(network, folder.resolve("last.safetensors"), NetworkNotes.NONE);
            NetworkFile.save(result.best(), folder.resolve("best.safetensors"), NetworkNotes.NONE);
        }
    }

    private static void assertSame(Path a, Path b) throws IOException {
        for (String file : List.of("last.safetensors", "best.safetensors", MetricsFile.METRICS)) {
            assertThat(Files.mismatch(a.resolve(file), b.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    /** The loss of a step is that of the weights before it. */
    @Test
    void noCheckpointHoldsDivergedWeights() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            assertThatThrownBy(() -> Training.of(network, TrainOnce.DATA)
                            .recipe(TrainOnce.recipe())
                            .checkpoints(folder.resolve("checkpoints"))
                            .checkpointEverySteps(3)
                            .afterStep((n, step) -> {
                                if (step == 6) {
                                    n.array("linear.weight").muli(Float.NaN);
                                }
                            })
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("weights are no longer numbers after step 6")
                    .hasMessageContaining("step-000000003");
        }
        assertThat(new CheckpointFolder(folder.resolve("checkpoints")).latest().orElseThrow())
                .hasFileName("step-000000003.safetensors");
    }

    @Test
    void aLanguageWithDigitsOfItsOwnFindsItsCheckpoints() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            run(folder.resolve("a"), t -> t);
            assertThat(new CheckpointFolder(folder.resolve("a/checkpoints")).latest())
                    .isPresent();
        } finally {
            Locale.setDefault(before);
        }
    }
}
