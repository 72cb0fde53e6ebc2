package org.featureflow.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.train.RecipeSettings;

/** The words that {@link RunSettings} are made of. */
final class RunWords {
    /** Begins what is said of the retraining. */
    static final String RETRAIN = "retrain-";

    /** Word → what it means, in the order in which help lists them. */
    static final Map<String, String> KEYS = keyList();

    private static final List<String> PRUNING = List.of(
            "scope",
            "target",
            "channels",
            "round-to",
            "min-channels",
            "images",
            "least-share",
            "protect",
            "ratio",
            "normalization",
            "reduction",
            "cut-steps",
            "cut-schedule",
            "recalibrate");

    private RunWords() {}

    /** Refuses a word that is unknown, with the words that are known. */
    static void requireKnown(String key) {
        if (!KEYS.containsKey(key)
                && !key.startsWith(PenaltySettings.REGULARIZER)
                && !key.startsWith(RETRAIN + PenaltySettings.REGULARIZER)) {
            throw new FeatureFlowException(
                    "There is no setting “" + key + "” of a run; known are " + String.join(", ", KEYS.keySet()) + ".");
        }
    }

    /** Whether a word has a meaning only for a run that is pruned. */
    static boolean isOfPruning(String key) {
        return PRUNING.contains(key) || key.startsWith(RETRAIN);
    }

    private static Map<String, String> keyList() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("model", "an architecture such as vgg16@0.25, or a network file whose architecture is taken");
        keys.put("weights", "random (default), or file: begins with the weights of the network file that model names");
        keys.put(
                "new-head",
                "true: the network file's last layer is made anew for the classes of the data, as by --new-head; default false");
        keys.put(
                "freeze",
                "nodes that training keeps as they are, with spaces between them, as --freeze names them; retraining trains all");
        keys.put("width", "makes the architecture wider or narrower than its name says: a factor, default 1");
        keys.put("data", "a data set or a folder of images, FOLDER@SIDE for another size");
        keys.put("train-limit", "at most so many training images, validation included; 0 for all");
        keys.put("test-limit", "at most so many test images; 0 for all");
        keys.put("recipe", "quick or paper");
        RecipeSettings.KEYS.forEach(k -> keys.put(k, "as in ffr train"));
        keys.put("epochs", "as in ffr train; 0 leaves the weights of a file as they are");
        keys.put("augmentation", "standard (default) or none");
        keys.put(PenaltySettings.GRADIENT, "feature flow: K1[:START[:WARMUP]]; 0 for none");
        keys.put(PenaltySettings.CURVATURE, "feature flow: K2[:START[:WARMUP]]; 0 for none");
        keys.put(PenaltySettings.NORM, "feature flow: L1, L2 or SQUARED_L2");
        keys.put(PenaltySettings.REDUCTION, "feature flow: SUM or MEAN");
        keys.put(PenaltySettings.TRANSITION, "feature flow: WITHIN_STAGE, PROJECT_PAD or PROJECT_AVERAGE");
        keys.put(PenaltySettings.BEND, "feature flow: SECOND_DIFFERENCE or TURNING_ANGLE");
        keys.put("flow-taps", "feature flow: ACTIVATION or PRE_ACTIVATION, before the activation");
        keys.put(
                PenaltySettings.REGULARIZER + "NAME",
                "another penalty, or the source file of your own: COEFFICIENT[:START[:WARMUP]]; 0 for none");
        keys.put(
                "importance",
                "what a channel is worth when pruning: a name, or the source file of your own; none for no pruning (default)");
        keys.put("scope", "local, global (default), isomorphic or uniform");
        keys.put("target", "what is kept, such as macs=0.5 (default)");
        keys.put("channels", "inner (default) or all");
        keys.put("round-to", "kept channels are a multiple of this; default 1");
        keys.put("min-channels", "least number of channels a layer keeps; default 1");
        keys.put(
                "images",
                "training images for importances that look at some, rounded up to batches of 64; default "
                        + PruningChoice.IMAGES);
        keys.put("least-share", "share of its channels that every group keeps at least; default 0");
        keys.put("protect", "nodes that keep all channels, with spaces between them, as --protect names them");
        keys.put(
                "ratio",
                "shares of their channels that groups keep while the others meet the target, as layer1.=0.9 conv1=1, named as by --ratio");
        keys.put("normalization", "how scores of groups are scaled; default as usual for the importance");
        keys.put("reduction", "how scores of several layers become one; default as usual for the importance");
        keys.put("cut-steps", "cuts in so many steps and scores again after each; default 1");
        keys.put("cut-schedule", "how much goes in which of several steps: linear (default), geometric or cubic");
        keys.put(
                "recalibrate",
                "training images on which the cut network's batch norms are measured anew, rounded up to batches of 64; 0 for none (default)");
        keys.put(RETRAIN + "epochs", "epochs of retraining after the cut; 0 for none (default)");
        keys.put(
                RETRAIN + "learning-rate",
                "learning rate of retraining; default a tenth of the training's. Other settings of a recipe likewise");
        RecipeSettings.KEYS.stream()
                .filter(k -> !k.equals("validation"))
                .forEach(k -> keys.putIfAbsent(RETRAIN + k, "for the retraining; default as in the training"));
        keys.put(
                RETRAIN + RetrainingSettings.DISTILL,
                "for the retraining: weight of distillation by the run's own uncut network, C[:START[:WARMUP]]; 0 for none (default)");
        keys.put(RETRAIN + RetrainingSettings.TEMPERATURE, "temperature of that distillation; default 4");
        keys.put(
                RETRAIN + PenaltySettings.GRADIENT,
                "feature flow while retraining, with the options above: K1[:START[:WARMUP]]; 0 for none (default)");
        keys.put(
                RETRAIN + PenaltySettings.CURVATURE,
                "feature flow while retraining: K2[:START[:WARMUP]]; 0 for none (default)");
        keys.put(
                RETRAIN + PenaltySettings.REGULARIZER + "NAME",
                "another penalty while retraining: COEFFICIENT[:START[:WARMUP]]; 0 for none (default)");
        keys.put("seed", "decides random starting weights, order, augmentation and random scores; default 0");
        keys.put("profile", "what the figures may be used for: quick (default) or full");
        return Collections.unmodifiableMap(keys);
    }
}
