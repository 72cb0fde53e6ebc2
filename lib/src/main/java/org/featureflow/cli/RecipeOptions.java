package org.featureflow.cli;

import java.util.Arrays;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Images;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.Schedule;
import picocli.CommandLine.Option;

/** The options that choose and change a {@link Recipe}; those not given are null and leave the named recipe as it is. */
final class RecipeOptions {
    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "quick (20 epochs, one cycle) or paper (160 epochs); default quick.")
    private String recipe;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Images a step.")
    private Integer batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides starting weights, order and augmentation; default 0.")
    private Long seed;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate that the schedule scales.")
    private Double learningRate;

    @Option(names = "--momentum", paramLabel = "X", description = "Momentum of SGD.")
    private Double momentum;

    @Option(names = "--weight-decay", paramLabel = "X", description = "Weight decay of the optimiser.")
    private Double weightDecay;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description =
                    "sgd, nesterov or adamw; set --lr and --weight-decay with the latter (1e-3 and 1e-2 are usual).")
    private String optimizer;

    @Option(
            names = "--schedule",
            paramLabel = "FORM",
            description =
                    "constant, cosine, one-cycle or multi-step=0.5,0.75 (fractions of the training, a tenth at each).")
    private String schedule;

    @Option(
            names = "--warm-up",
            paramLabel = "FRACTION",
            description = "Share of the training over which the rate rises first.")
    private Double warmUp;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "Share of the target spread over all classes.")
    private Double labelSmoothing;

    @Option(names = "--clip-norm", paramLabel = "X", description = "Upper bound of the gradient's global norm.")
    private Double clipNorm;

    @Option(
            names = "--averaging",
            paramLabel = "X",
            description = "Moving average of the weights, decay a step such as 0.999.")
    private Double averaging;

    @Option(names = "--cutout", paramLabel = "N", description = "Side of a square cut out of every training image.")
    private Integer cutout;

    @Option(names = "--no-augmentation", description = "Train on the images as they are.")
    private Boolean plain;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "Training images to hold out (default 5,000, or a tenth of a small set).")
    private Integer validation;

    /** The recipe for images of some size. */
    Recipe recipe(Images images) {
        Recipe r = Recipes.named(recipe == null ? "quick" : recipe)
                .withSeed(seed())
                .withAugmentation(augmentation(images));
        r = epochs == null ? r : r.withEpochs(epochs);
        r = batch == null ? r : r.withBatch(batch);
        r = optimizer == null ? r : optimizer(r, optimizer);
        r = momentum == null ? r : r.withSgd(momentum, r.nesterov());
        r = learningRate == null ? r : r.withLearningRate(learningRate);
        r = weightDecay == null ? r : r.withWeightDecay(weightDecay);
        r = schedule == null ? r : r.withSchedule(schedule(schedule));
        r = warmUp == null ? r : r.withSchedule(r.schedule().warmUp(warmUp));
        r = labelSmoothing == null ? r : r.withLabelSmoothing(labelSmoothing);
        r = clipNorm == null ? r : r.withClipNorm(clipNorm);
        r = averaging == null ? r : r.withAveraging(averaging);
        return validation == null ? r : r.withValidation(validation);
    }

    /** The seed of the starting weights too. */
    long seed() {
        return seed == null ? 0 : seed;
    }

    private Augmentation augmentation(Images images) {
        Augmentation a = Boolean.TRUE.equals(plain) ? Augmentation.NONE : Augmentation.standard(images);
        return cutout == null ? a : a.withCutout(cutout);
    }

    private static Recipe optimizer(Recipe r, String name) {
        return switch (name) {
            case "sgd" -> r.withSgd(0.9, false);
            case "nesterov" -> r.withSgd(0.9, true);
            case "adamw" -> r.withAdamW();
            default ->
                throw new FeatureFlowException(
                        "There is no optimiser “" + name + "”; known are sgd, nesterov and adamw.");
        };
    }

    private static Schedule schedule(String form) {
        if (form.startsWith("multi-step=")) {
            try {
                return Schedule.multiStep(
                        Arrays.stream(form.substring("multi-step=".length()).split(","))
                                .map(Double::valueOf)
                                .toArray(Double[]::new));
            } catch (NumberFormatException e) {
                throw new FeatureFlowException("Milestones are written multi-step=0.5,0.75, not " + form + ".", e);
            }
        }
        return switch (form) {
            case "constant" -> Schedule.constant();
            case "cosine" -> Schedule.cosine();
            case "one-cycle" -> Schedule.oneCycle();
            default ->
                throw new FeatureFlowException("There is no schedule “" + form
                        + "”; known are constant, cosine, one-cycle and multi-step=FRACTION,FRACTION…");
        };
    }
}
