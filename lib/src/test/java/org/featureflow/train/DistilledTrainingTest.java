package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Network;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Distillation;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Teacher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with a teacher, in the training loop itself. */
class DistilledTrainingTest {
    private static final Normalization SEEN = TrainOnce.DATA.normalization();

    @TempDir
    private Path folder;

    @Test
    void stoppedAndResumedItEndsAsIfNothingHadHappened() throws IOException {
        try (Teacher teacher = teacher(2)) {
            History calm = run("calm", teacher, 0);
            assertThat(calm.epochs().get(0).terms()).containsOnlyKeys("gradient", "curvature");
            assertThat(calm.epochs().get(3).terms()).containsOnlyKeys("gradient", "curvature", "distillation");
            assertThat(calm.epochs().get(3).terms().get("distillation")).isPositive();
            // Before the teacher is asked for the first time, and in the middle of an epoch after that.
            for (long at : List.of(4L, 27L)) {
                assertThatThrownBy(() -> run("stopped", teacher, at)).isInstanceOf(TrainingStoppedException.class);
            }
            run("stopped", teacher, 0);
        }
        for (String file : List.of("last.safetensors", MetricsFile.METRICS)) {
            assertThat(Files.mismatch(
                            folder.resolve("calm").resolve(file),
                            folder.resolve("stopped").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void anotherTeacherCannotGoOn() {
        try (Teacher teacher = teacher(2);
                Teacher other = teacher(3)) {
            assertThatThrownBy(() -> run("run", teacher, 3)).isInstanceOf(TrainingStoppedException.class);
            assertThatThrownBy(() -> run("run", other, 0))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("it was made with another penalty")
                    .hasMessageContaining("use the same settings, or start anew");
        }
    }

    @Test
    void theTeacherIsToldInTheRefusalWhereItIsAlone() {
        try (Teacher teacher = teacher(2);
                Teacher other = teacher(3)) {
            assertThat(Checkpoints.describe(Distillation.of(teacher, 1, 4)))
                    .contains(teacher.checksum())
                    .hasSizeLessThan(200)
                    .isNotEqualTo(Checkpoints.describe(Distillation.of(other, 1, 4)));
        }
    }

    @Test
    void aTeacherThatDoesNotFitIsRefusedBeforeTheFirstStep() {
        try (Network network = Network.create(TrainingTest.small(), 1);
                Teacher teacher = Teacher.of(Network.create(TrainingTest.small(), 2), Normalization.IMAGENET)) {
            assertThatThrownBy(() -> TrainOnce.training(network, folder)
                            .regularizer(Distillation.of(teacher, 1, 4))
                            .afterStep((n, step) -> {
                                throw new AssertionError("a step was taken");
                            })
                            .run())
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("take a teacher with the same normalisation");
        }
    }

    private static Teacher teacher(long seed) {
        return Teacher.of(Network.create(TrainingTest.small(), seed), SEEN);
    }

    /** Stopped after a step, or to the end for step 0. From a third of the training on the teacher is asked. */
    private History run(String name, Teacher teacher, long stopAt) {
        Path run = folder.resolve(name);
        Distillation distillation = new Distillation(new Coefficient(1, 0.3, 0.3), 4, teacher);
        try (Network network = Network.create(TrainingTest.small(), 1);
                TrainingResult result = TrainOnce.training(network, run)
                        .regularizer(Penalties.sum(FeatureFlowPenalty.of(1e-5, 1e-5), distillation))
                        .resume(true)
                        .afterStep((n, step) -> {
                            if (step == stopAt) {
                                Thread.currentThread().interrupt();
                            }
                        })
                        .run()) {
            NetworkFile.save(network, run.resolve("last.safetensors"), NetworkNotes.NONE);
            return result.history();
        }
    }
}
