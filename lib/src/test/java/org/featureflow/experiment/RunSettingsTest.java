package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.featureflow.FeatureFlowException;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Network;
import org.featureflow.prune.Channels;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.featureflow.regularize.Coefficient;
import org.featureflow.train.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

class RunSettingsTest {
    private static final RunSettings TINY = RunSettings.of("resnet20@0.25", "synthetic:100:20:16");

    @Test
    void everyWordHasItsEffect() {
        RunSpec spec = TINY.with(Map.of("train-limit", "50", "test-limit", "20", "recipe", "paper", "epochs", "7"))
                .with(Map.of("batch", "16", "learning-rate", "0.05", "weight-decay", "5e-4", "schedule", "cosine"))
                .with(Map.of("gradient", "1e-6:0.1:0.2", "curvature", "2e-6", "flow-reduction", "mean"))
                .with(Map.of("regularizer.l1", "1e-5", "importance", "taylor", "scope", "local", "channels", "all"))
                .with(Map.of("target", "parameters=0.3", "round-to", "2", "min-channels", "3", "images", "40"))
                .with(Map.of(
                        "least-share",
                        "0.2",
                        "protect",
                        "layer2. layer3.0.conv1",
                        "normalization",
                        "max",
                        "reduction",
                        "sum"))
                .with(Map.of("cut-steps", "4", "cut-schedule", "cubic", "ratio", " layer1.1.=0.9  layer1.0.conv1=1"))
                .with(Map.of("retrain-epochs", "3", "retrain-weight-decay", "0", "seed", "9", "profile", "full"))
                .spec();
        assertThat(spec.network().name()).isEqualTo("resnet20@0.25");
        assertThat(spec.network().input().height()).isEqualTo(16);
        assertThat(spec.data().train()).isEqualTo(50);
        // All of them, however that is said.
        assertThat(spec.data().test()).isZero();
        assertThat(spec.data().open().train().count()).isEqualTo(50);
        assertThat(spec.recipe().name()).isEqualTo("paper");
        assertThat(spec.recipe().epochs()).isEqualTo(7);
        assertThat(spec.recipe().batch()).isEqualTo(16);
        assertThat(spec.recipe().weightDecay()).isEqualTo(5e-4);
        assertThat(spec.recipe().schedule()).isEqualTo(Schedule.cosine());
        assertThat(spec.recipe().augmentation().padding()).isEqualTo(2);
        assertThat(spec.penalty().gradient()).isEqualTo(new Coefficient(1e-6, 0.1, 0.2));
        assertThat(spec.penalty().flow().reduction()).hasToString("MEAN");
        assertThat(spec.penalty().others()).containsOnlyKeys("l1");
        assertThat(spec.pruning())
                .isEqualTo(PruningChoice.of(
                        "taylor",
                        Channels.ALL,
                        "local",
                        Target.parameters(0.3),
                        2,
                        3,
                        40,
                        new CutDetails(
                                ScoreNormalization.MAX,
                                GroupReduction.SUM,
                                0.2,
                                List.of("layer2.", "layer3.0.conv1"),
                                4,
                                CutSchedule.CUBIC,
                                null,
                                Map.of("layer1.0.conv1", 1.0, "layer1.1.", 0.9))));
        assertThat(spec.retraining())
                .isEqualTo(spec.recipe().withEpochs(3).withLearningRate(0.005).withWeightDecay(0));
        assertThat(spec.seed()).isEqualTo(9);
        assertThat(spec.profile()).isEqualTo("full");
    }

    @Test
    void wordsOfTheRetrainingSayWhatIsAddedToItsLoss() {
        RunSettings pruned = TINY.with("importance", "l1").with("retrain-epochs", 1);
        assertThat(pruned.spec().retrainingPenalty()).isNull();
        RetrainingPenalty added = pruned.with(Map.of("retrain-distill", "0.5:0.1:0.2", "retrain-temperature", "2"))
                .with(Map.of("retrain-gradient", "1e-6", "retrain-curvature", "2e-6", "retrain-regularizer.l1", "1e-5"))
                // Options of feature flow hold for both; where it is for the retraining alone, training has none.
                .with(Map.of("gradient", "0", "flow-norm", "L2"))
                .spec()
                .retrainingPenalty();
        assertThat(added)
                .isEqualTo(new RetrainingPenalty(
                        new PenaltyChoice(
                                Coefficient.constant(1e-6),
                                Coefficient.constant(2e-6),
                                FlowOptions.DEFAULT.with(Norm.L2),
                                Map.of("l1", Coefficient.constant(1e-5))),
                        new Coefficient(0.5, 0.1, 0.2),
                        2.0));
        assertThat(pruned.with("retrain-distill", 1).spec().retrainingPenalty().temperature())
                .isEqualTo(4);
        assertThat(pruned.with("retrain-distill", 1)
                        .with("retrain-epochs", 0)
                        .spec()
                        .retrainingPenalty())
                .isNull();
        assertRefused(
                pruned.with("retrain-temperature", 2),
                "“retrain-temperature” is about distillation, but no weight is given; add “retrain-distill”, 0 for none.");
        assertRefused(
                pruned.with("retrain-distill", 1).with("retrain-temperature", 0), "must be a number above 0, not 0.0");
        assertRefused(pruned.with("retrain-distill", "much"), "A coefficient is a number such as 1e-8");
        assertRefused(pruned.with("retrain-regularizer.l9", 1), "There is no regulariser “l9”");
        assertRefused(
                TINY.with("importance", "l1").with("retrain-distill", 1),
                "“retrain-distill” is about retraining, but no");
        assertRefused(TINY.with("retrain-distill", 1), "is about pruning, but no importance is given");
    }

    @Test
    void bothSpellingsOfANameAreOneRun() {
        RunSettings hyphens = TINY.with("regularizer.batch-norm-scale", "1e-4").with("importance", "batch-norm-scale");
        RunSettings underscores =
                TINY.with("regularizer.batch_norm_scale", "1e-4").with("importance", "batch_norm_scale");
        assertThat(hyphens.spec().hash()).isEqualTo(underscores.spec().hash());
        assertThat(underscores.spec().toJson()).contains("\"batch-norm-scale\"", "\"batch_norm_scale\"");
        assertThat(hyphens.with("regularizer.batch_norm_scale", 0)
                        .spec()
                        .penalty()
                        .isNone())
                .as("the later one counts")
                .isTrue();
    }

    @Test
    void whatDoesNotFitIsSaidInOneSentence() {
        assertRefused(TINY.with(Map.of("scope", "local")), "“scope” is about pruning, but no importance is given");
        assertRefused(TINY.with("flow-norm", "L2"), "neither gradient nor curvature");
        assertRefused(TINY.with("gradient", "much"), "A coefficient is a number such as 1e-8");
        assertRefused(TINY.with("gradient", 1).with("flow-norm", "L3"), "There is no “L3” for flow-norm; known are L1");
        assertRefused(TINY.with("epochs", "ten"), "The recipe's epochs is “ten”, but must be a whole number.");
        assertRefused(TINY.with("seed", "x"), "The seed is “x”");
        RunSettings pruned = TINY.with("importance", "l1");
        assertRefused(pruned.with("protect", "layer9."), "layer9.");
        RunSettings half = pruned.with("target", "macs=0.5");
        assertRefused(pruned.with("ratio", "layer1.=0.5"), "give “target” too");
        assertRefused(half.with("ratio", "layer1"), "must be names with shares, such as layer1.=0.9 conv1=1");
        assertRefused(half.with("ratio", "layer1.=much"), "must be names with shares");
        assertRefused(half.with("ratio", "a=1 a=0.5"), "names a twice");
        assertRefused(half.with("ratio", "layer1.0.conv1=2"), "A share of 2.0");
        assertRefused(half.with("ratio", "conv1=0.5"), "The channels of “conv1” have to stay");
        assertRefused(pruned.with("least-share", "2"), "A least share of 2.0");
        assertRefused(pruned.with("cut-schedule", "cubic"), "is about several steps");
        assertRefused(pruned.with("cut-steps", "0"), "A cut in 0 steps");
        assertRefused(pruned.with("cut-steps", "2").with("target", "threshold=0.1"), "a threshold is one step");
        assertRefused(TINY.with("importance", "flow").with("reduction", "sum"), "“flow” has no reduction to choose");
        assertRefused(TINY.with("train-limit", "-1"), "-1 training");
        assertRefused(TINY.with("regularizer.l9", 1), "There is no regulariser “l9”");
        assertRefused(TINY.with("model", "resnet20:32x32"), "takes images of 3×32×32");
        assertRefused(TINY.with("data", "synthetic:100"), "synthetic:TRAIN:TEST:SIDE");
        assertRefused(TINY.with("data", "synthetic:100:0:16"), "needs test images to be judged by");
        assertRefused(new RunSettings(Map.of("data", "synthetic")), "A run needs “model”");
        assertThatThrownBy(() -> TINY.with("colour", "red"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(
                        "There is no setting “colour” of a run; known are model, weights, new-head, freeze, width, data");
    }

    private static void assertRefused(RunSettings settings, String message) {
        assertThatThrownBy(settings::spec)
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatWouldHaveNoEffectIsRefused() {
        RunSettings pruned = TINY.with("importance", "l1");
        assertRefused(
                pruned.with("retrain-learning-rate", "0.01"), "“retrain-learning-rate” is about retraining, but no");
        assertThat(pruned.with("retrain-learning-rate", "0.01")
                        .with("retrain-epochs", 0)
                        .spec()
                        .retraining())
                .isNull();
    }

    @Test
    void aFolderOfImagesIsTheSameChoiceHoweverItIsWritten(
            @TempDir(factory = Here.class) Path folder, @TempDir Path elsewhere) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, 0xFFFFFF);
        for (String part : List.of("train", "test")) {
            Path one = Files.createDirectories(folder.resolve(part).resolve("one"));
            ImageIO.write(image, "png", one.resolve("a.png").toFile());
        }
        String relative =
                Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath()).toString();
        String home = System.getProperty("user.home");
        try {
            // Decoded images go into the user's cache.
            System.setProperty("user.home", elsewhere.toString());
            DataChoice choice = DataChoice.of(relative, 0, 0);
            assertThat(choice.name()).isEqualTo(relative);
            assertThat(DataChoice.of("./" + relative + "/", 0, 0)).isEqualTo(choice);
            assertThat(DataChoice.of(relative + "/train/..", 0, 0)).isEqualTo(choice);
            DataChoice smaller = DataChoice.of("./" + relative + "/@8", 0, 0);
            assertThat(smaller.name()).isEqualTo(relative + "@8");
            assertThat(smaller.folder()).contains(Path.of(relative));
            assertThat(smaller.open().train().shape().height()).isEqualTo(8);
            ImageIO.write(image, "png", folder.resolve("train/one/b.png").toFile());
            assertThat(DataChoice.of(relative, 0, 0).checksum())
                    .as("with one more picture")
                    .isNotEqualTo(choice.checksum());
            assertThat(DataChoice.of(folder.toAbsolutePath() + "/", 0, 0).name())
                    .as("what is not relative is kept as it is")
                    .isEqualTo(folder.toAbsolutePath() + "/");
        } finally {
            System.setProperty("user.home", home);
        }
    }

    /** Below the working directory, so that it has a relative name without detours. */
    static final class Here implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "pictures");
        }
    }

    @Test
    void aNetworkFileHasTheWidthThatItHas(@TempDir Path folder) {
        Path file = folder.resolve("net.safetensors");
        try (Network network = Network.create(TINY.spec().network(), 1)) {
            NetworkFile.save(network, file, NetworkNotes.NONE);
        }
        RunSettings settings = TINY.with("model", file.toString());
        assertThat(settings.with("width", "1").spec().network())
                .isEqualTo(TINY.spec().network());
        assertRefused(settings.with("width", "0.71"), "has the width it was saved with");
    }
}
