package org.featureflow.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Images;

/** Changes to a {@link Recipe} in words: the options of {@code ffr train}, and the same words in sweep files. */
public final class RecipeSettings {
    /** The words, in the order in which they are applied: a later one builds on what an earlier one set. */
    public static final List<String> KEYS = List.of(
            "epochs",
            "batch",
            "optimizer",
            "momentum",
            "learning-rate",
            "weight-decay",
            "decay",
            "schedule",
            "warm-up",
            "label-smoothing",
            "clip-norm",
            "averaging",
            "augmentation",
            "cutout",
            "validation");

    private static final Set<String> WHOLE = Set.of("epochs", "batch", "cutout", "validation");

    private RecipeSettings() {}

    /**
     * A changed recipe.
     *
     * @param recipe what to change
     * @param settings word of {@link #KEYS} → value as text; other words are passed over
     * @param images what is trained on; its size decides the standard augmentation
     * @return the changed copy
     * @throws FeatureFlowException if a value cannot be read or is out of range
     */
    public static Recipe apply(Recipe recipe, Map<String, String> settings, Images images) {
        Recipe changed = recipe;
        for (String key : KEYS) {
            String value = settings.get(key);
            if (value != null) {
                try {
                    changed = apply(changed, key, value.strip(), images);
                } catch (NumberFormatException e) {
                    throw new FeatureFlowException(
                            "The recipe's " + key + " is “" + value + "”, but must be a "
                                    + (WHOLE.contains(key) ? "whole " : "") + "number.",
                            e);
                }
            }
        }
        return changed;
    }

    private static Recipe apply(Recipe r, String key, String value, Images images) {
        return switch (key) {
            case "epochs" -> r.withEpochs(Integer.parseInt(value));
            case "batch" -> r.withBatch(Integer.parseInt(value));
            case "optimizer" -> optimizer(r, value);
            case "momentum" -> r.withMomentum(Double.parseDouble(value));
            case "learning-rate" -> r.withLearningRate(Double.parseDouble(value));
            case "weight-decay" -> r.withWeightDecay(Double.parseDouble(value));
            case "decay" -> r.withDecay(decay(value));
            case "schedule" -> r.withSchedule(warmedUpLike(r.schedule(), schedule(value)));
            case "warm-up" -> r.withSchedule(warmedUp(r.schedule(), Double.parseDouble(value)));
            case "label-smoothing" -> r.withLabelSmoothing(Double.parseDouble(value));
            case "clip-norm" -> r.withClipNorm(Double.parseDouble(value));
            case "averaging" -> r.withAveraging(Double.parseDouble(value));
            case "augmentation" -> r.withAugmentation(augmentation(value, images));
            case "cutout" -> r.withAugmentation(r.augmentation().withCutout(Integer.parseInt(value)));
            case "validation" -> r.withValidation(Integer.parseInt(value));
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static Augmentation augmentation(String name, Images images) {
        return switch (name) {
            case "standard" -> Augmentation.standard(images);
            case "none" -> Augmentation.NONE;
            default ->
                throw new FeatureFlowException("There is no augmentation “" + name + "”; known are standard and none.");
        };
    }

    private static DecayScope decay(String name) {
        return switch (name) {
            case "everything" -> DecayScope.EVERYTHING;
            case "weights" -> DecayScope.WEIGHTS;
            default ->
                throw new FeatureFlowException(
                        "Weight decay acts on everything or on weights alone, not on “" + name + "”.");
        };
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

    /** A recipe has one warm-up: another replaces it, and 0 takes it away. */
    private static Schedule warmedUp(Schedule schedule, double fraction) {
        Schedule after = schedule instanceof Schedule.WarmUp w ? w.then() : schedule;
        return fraction == 0 ? after : after.warmUp(fraction);
    }

    /** Another schedule after the same warm-up. */
    private static Schedule warmedUpLike(Schedule before, Schedule after) {
        return before instanceof Schedule.WarmUp w ? new Schedule.WarmUp(w.fraction(), w.start(), after) : after;
    }

    private static Schedule schedule(String form) {
        if (form.startsWith("multi-step=")) {
            try {
                return Schedule.multiStep(
                        Arrays.stream(form.substring("multi-step=".length()).split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
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
