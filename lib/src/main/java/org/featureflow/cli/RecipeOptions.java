package org.featureflow.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.data.Images;
import org.featureflow.train.Recipe;
import org.featureflow.train.RecipeSettings;
import org.featureflow.train.Recipes;
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

    @Option(names = "--batch", paramLabel = "N", description = "Images per step (the batch size).")
    private Integer batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides starting weights, order and augmentation; default 0.")
    private Long seed;

    @Option(
            names = {"--learning-rate", "--lr"},
            paramLabel = "X",
            description = "Learning rate that the schedule scales.")
    private Double learningRate;

    @Option(names = "--momentum", paramLabel = "X", description = "Momentum of SGD.")
    private Double momentum;

    @Option(names = "--weight-decay", paramLabel = "X", description = "Weight decay of the optimiser.")
    private Double weightDecay;

    @Option(
            names = "--decay",
            paramLabel = "WHAT",
            description =
                    "What weight decay acts on: everything that is trained (default), or weights, which spares norms, biases and embeddings.")
    private String decay;

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
            description = "Keep a moving average of the weights, with this decay per step, such as 0.999.")
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
        if (epochs != null) {
            Bounds.requirePositive("--epochs", epochs);
        }
        Recipe named = Recipes.named(recipe == null ? "quick" : recipe)
                .withSeed(seed())
                .forImages(images);
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "epochs", epochs);
        put(settings, "batch", batch);
        put(settings, "optimizer", optimizer);
        put(settings, "momentum", momentum);
        put(settings, "learning-rate", learningRate);
        put(settings, "weight-decay", weightDecay);
        put(settings, "decay", decay);
        put(settings, "schedule", schedule);
        put(settings, "warm-up", warmUp);
        put(settings, "label-smoothing", labelSmoothing);
        put(settings, "clip-norm", clipNorm);
        put(settings, "averaging", averaging);
        put(settings, "augmentation", Boolean.TRUE.equals(plain) ? "none" : null);
        put(settings, "cutout", cutout);
        put(settings, "validation", validation);
        return RecipeSettings.apply(named, settings, images);
    }

    private static void put(Map<String, String> settings, String key, Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    /** The seed of the starting weights too. */
    long seed() {
        return seed == null ? 0 : seed;
    }
}
