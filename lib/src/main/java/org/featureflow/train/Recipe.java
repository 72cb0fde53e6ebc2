package org.featureflow.train;

import java.util.List;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Split;
import org.featureflow.nn.Network;

/**
 * How a network is trained, all of it but the network, the images and the penalty. {@link Recipes} has the named ones; change what differs:
 *
 * <pre>{@code
 * Recipe recipe = Recipes.quick().withEpochs(5).withSeed(2);
 * }</pre>
 *
 * @param name what to call it in records
 * @param epochs passes over the training images, at least 1; 0 only in a run that takes trained weights as they are
 * @param batch images per step, at least 1; the rest of an epoch that fills no batch is left out
 * @param optimizer SGD or AdamW
 * @param learningRate the rate that the schedule scales, above 0
 * @param momentum SGD's μ or AdamW's β₁, in [0, 1)
 * @param nesterov whether SGD looks ahead
 * @param weightDecay the optimiser's decay, at least 0
 * @param decay which arrays decay
 * @param schedule the rate over the training
 * @param labelSmoothing α of {@link CrossEntropy}, in [0, 1)
 * @param clipNorm upper bound of the global gradient norm, or 0 for none
 * @param averaging decay of the exponential moving average of the weights, such as 0.999, or 0 for none; with it, validation and the
 *     finished network use the average
 * @param augmentation random changes of training images
 * @param validation how many training images to hold out, or {@link #USUAL_VALIDATION}
 * @param seed decides order and augmentation; the images held out do not depend on it
 */
public record Recipe(
        String name,
        int epochs,
        int batch,
        OptimizerKind optimizer,
        double learningRate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        DecayScope decay,
        Schedule schedule,
        double labelSmoothing,
        double clipNorm,
        double averaging,
        Augmentation augmentation,
        int validation,
        long seed) {
    /**
     * Chooses the images held out of training. One number for all runs: a network that is retrained with another seed has not seen the
     * images it is now validated on.
     */
    public static final long SPLIT_SEED = 0;

    /** As many validation images as are usual for the data set ({@link DataSet#split(long)}), in place of a number of them. */
    public static final int USUAL_VALIDATION = -1;

    /**
     * Checks that all is there, and the numbers.
     *
     * @throws FeatureFlowException if one is missing or out of range
     */
    public Recipe {
        require(optimizer != null, "optimizer", optimizer, "one of " + List.of(OptimizerKind.values()));
        require(decay != null, "decay", decay, "one of " + List.of(DecayScope.values()));
        require(schedule != null, "schedule", schedule, "one of those in Schedule");
        require(augmentation != null, "augmentation", augmentation, "there, if only to say that there is none");
        require(epochs >= 0, "epochs", epochs, "0 or positive");
        require(batch >= 1, "batch", batch, "at least 1");
        require(learningRate > 0 && Double.isFinite(learningRate), "learning rate", learningRate, "a positive number");
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "from 0 up to 1");
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weight decay", weightDecay, "0 or positive");
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "from 0 up to 1");
        require(clipNorm >= 0 && Double.isFinite(clipNorm), "gradient norm", clipNorm, "0 or positive");
        require(averaging >= 0 && averaging < 1, "averaging", averaging, "from 0 up to 1");
        require(
                validation >= USUAL_VALIDATION,
                "validation size",
                validation,
                USUAL_VALIDATION + " for the usual number, 0, or positive");
    }

    private static void require(boolean holds, String what, Object value, String allowed) {
        if (!holds) {
            throw new FeatureFlowException("The recipe's " + what + " is " + value + ", but must be " + allowed + ".");
        }
    }

    /**
     * The learning rate of a step.
     *
     * @param step finished steps
     * @param totalSteps steps of the whole training
     * @return {@link #learningRate} times the schedule's factor
     */
    public double rate(long step, long totalSteps) {
        return learningRate * schedule.factor((double) step / totalSteps);
    }

    /**
     * A new optimiser for a network.
     *
     * @param network what it changes
     * @return the optimiser; close it
     */
    public Optimizer optimizerFor(Network network) {
        return optimizer == OptimizerKind.SGD
                ? Sgd.of(network, momentum, nesterov, weightDecay, decay)
                : AdamW.of(network, momentum, weightDecay, decay);
    }

    /**
     * Holds validation images out of a data set as this recipe says.
     *
     * @param data the set
     * @return training, validation and test images
     */
    public Split split(DataSet data) {
        return validation == USUAL_VALIDATION ? data.split(SPLIT_SEED) : data.split(validation, SPLIT_SEED);
    }

    /**
     * This recipe as JSON.
     *
     * @return one line, fields in a fixed order: equal recipes give equal text
     */
    public String toJson() {
        return RecipeJson.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param json the text
     * @return the recipe
     * @throws FeatureFlowException if it is not a recipe
     */
    public static Recipe fromJson(String json) {
        return RecipeJson.read(json);
    }

    private Recipe with(Consumer<RecipeDraft> change) {
        RecipeDraft draft = new RecipeDraft(this);
        change.accept(draft);
        return draft.toRecipe();
    }

    /**
     * Renamed.
     *
     * @param value the name
     * @return the changed copy
     */
    public Recipe withName(String value) {
        return with(d -> d.name = value);
    }

    /**
     * Longer or shorter; the schedule stretches with it.
     *
     * @param value passes over the training images
     * @return the changed copy
     */
    public Recipe withEpochs(int value) {
        return with(d -> d.epochs = value);
    }

    /**
     * With another batch size; the learning rate stays.
     *
     * @param value images per step
     * @return the changed copy
     */
    public Recipe withBatch(int value) {
        return with(d -> d.batch = value);
    }

    /**
     * With SGD.
     *
     * @param newMomentum μ
     * @param lookAhead whether to use Nesterov's form
     * @return the changed copy
     */
    public Recipe withSgd(double newMomentum, boolean lookAhead) {
        return with(d -> {
            d.optimizer = OptimizerKind.SGD;
            d.momentum = newMomentum;
            d.nesterov = lookAhead;
        });
    }

    /**
     * With AdamW, β₁ = 0.9 and β₂ = 0.999. Its learning rate is usually near 1e-3 and its decay near 1e-2: set them too.
     *
     * @return the changed copy
     */
    public Recipe withAdamW() {
        return with(d -> {
            d.optimizer = OptimizerKind.ADAMW;
            d.momentum = 0.9;
            d.nesterov = false;
        });
    }

    /**
     * With another momentum, whatever the optimiser.
     *
     * @param value SGD's μ or AdamW's β₁
     * @return the changed copy
     */
    public Recipe withMomentum(double value) {
        return with(d -> d.momentum = value);
    }

    /**
     * With another learning rate.
     *
     * @param value the rate that the schedule scales
     * @return the changed copy
     */
    public Recipe withLearningRate(double value) {
        return with(d -> d.learningRate = value);
    }

    /**
     * With another weight decay.
     *
     * @param value λ
     * @return the changed copy
     */
    public Recipe withWeightDecay(double value) {
        return with(d -> d.weightDecay = value);
    }

    /**
     * With weight decay on other arrays.
     *
     * @param scope which arrays
     * @return the changed copy
     */
    public Recipe withDecay(DecayScope scope) {
        return with(d -> d.decay = scope);
    }

    /**
     * With another schedule.
     *
     * @param value the rate over the training
     * @return the changed copy
     */
    public Recipe withSchedule(Schedule value) {
        return with(d -> d.schedule = value);
    }

    /**
     * With label smoothing.
     *
     * @param value α, 0 for none
     * @return the changed copy
     */
    public Recipe withLabelSmoothing(double value) {
        return with(d -> d.labelSmoothing = value);
    }

    /**
     * With gradients clipped.
     *
     * @param value upper bound of the global norm, 0 for none
     * @return the changed copy
     */
    public Recipe withClipNorm(double value) {
        return with(d -> d.clipNorm = value);
    }

    /**
     * With a moving average of the weights.
     *
     * @param value decay per step, 0 for none
     * @return the changed copy
     */
    public Recipe withAveraging(double value) {
        return with(d -> d.averaging = value);
    }

    /**
     * With other augmentation.
     *
     * @param value random changes of training images
     * @return the changed copy
     */
    public Recipe withAugmentation(Augmentation value) {
        return with(d -> d.augmentation = value);
    }

    /**
     * With the augmentation that is usual for images of some size.
     *
     * @param images what is trained on
     * @return the changed copy
     * @see Augmentation#standard
     */
    public Recipe forImages(Images images) {
        return withAugmentation(Augmentation.standard(images));
    }

    /**
     * With another number of images held out.
     *
     * @param value how many, or {@link #USUAL_VALIDATION}
     * @return the changed copy
     */
    public Recipe withValidation(int value) {
        return with(d -> d.validation = value);
    }

    /**
     * With another seed.
     *
     * @param value any number
     * @return the changed copy
     */
    public Recipe withSeed(long value) {
        return with(d -> d.seed = value);
    }
}
