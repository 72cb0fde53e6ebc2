package org.featureflow.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.io.NetworkFile;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Taps;
import org.featureflow.prune.Channels;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;
import org.featureflow.train.Recipe;
import org.featureflow.train.RecipeSettings;
import org.featureflow.train.Recipes;

/**
 * A run in the words of the command line, from which a {@link RunSpec} is made: what a sweep file's base and axes are made of, and how a
 * notebook writes a run down.
 *
 * <pre>{@code
 * RunSettings dense = RunSettings.of("vgg16@0.25", "cifar10").with("epochs", 30).with("seed", 1);
 * RunSpec pruned = dense.with("gradient", 1e-6).with("importance", "l1").with("target", "macs=0.5").with("retrain-epochs", 10).spec();
 * }</pre>
 *
 * @param values word → value as text, in the order given
 */
public record RunSettings(Map<String, String> values) {
    private static final String RETRAIN = "retrain-";
    private static final String NONE = "none";
    private static final double RETRAIN_SLOWER = 10;
    private static final List<String> PRUNING = List.of(
            "scope",
            "target",
            "channels",
            "round-to",
            "min-channels",
            "images",
            "least-share",
            "protect",
            "normalization",
            "reduction",
            "cut-steps",
            "cut-schedule",
            "recalibrate");
    private static final Map<String, String> KEYS = keyList();

    /**
     * Copies the map.
     *
     * @throws FeatureFlowException if a word is unknown, with the words that are known
     */
    public RunSettings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        for (String key : values.keySet()) {
            if (!KEYS.containsKey(key) && !key.startsWith(PenaltySettings.REGULARIZER)) {
                throw new FeatureFlowException("There is no setting “" + key + "” of a run; known are "
                        + String.join(", ", KEYS.keySet()) + ".");
            }
        }
    }

    private static Map<String, String> keyList() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("model", "an architecture such as vgg16@0.25, or a network file whose architecture is taken");
        keys.put("weights", "random (default), or file: begins with the weights of the network file that model names");
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
        keys.put("seed", "decides random starting weights, order, augmentation and random scores; default 0");
        keys.put("profile", "what the figures may be used for: quick (default) or full");
        return Collections.unmodifiableMap(keys);
    }

    /**
     * All words.
     *
     * @return word → what it means; {@code regularizer.NAME} stands for one word a penalty
     */
    public static Map<String, String> keys() {
        return KEYS;
    }

    /**
     * The two things that have no default.
     *
     * @param model an architecture or network file
     * @param data a data set or folder
     * @return settings to go on from
     */
    public static RunSettings of(String model, String data) {
        return new RunSettings(Map.of()).with("model", model).with("data", data);
    }

    /**
     * With one more setting, or another value of it.
     *
     * @param key a word of {@link #keys}
     * @param value a text or number
     * @return the changed copy
     */
    public RunSettings with(String key, Object value) {
        return with(Map.of(key, value.toString()));
    }

    /**
     * With more settings, or other values of them.
     *
     * @param more word → value
     * @return the changed copy
     */
    public RunSettings with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return new RunSettings(all);
    }

    /**
     * The run. Opens the images for their checksum and size.
     *
     * @return the spec
     * @throws FeatureFlowException if model or data are missing, or a value cannot be read or does not fit
     */
    public RunSpec spec() {
        DataChoice choice = DataChoice.of(required("data"), whole("train-limit", 0), whole("test-limit", 0));
        DataSet data = choice.open();
        if (data.test().count() == 0) {
            throw new FeatureFlowException("A run needs test images to be judged by, but " + required("data")
                    + " has none; choose a set that has some.");
        }
        Recipe named = Recipes.named(values.getOrDefault("recipe", "quick")).forImages(data.train());
        Recipe recipe = RecipeSettings.apply(named, values, data.train());
        boolean prune = !values.getOrDefault("importance", NONE).equals(NONE);
        if (!prune && !values.containsKey("importance")) {
            requireNothingOfPruning();
        }
        NetworkSpec network = network(data);
        PruningChoice pruning = prune ? pruning() : null;
        if (pruning != null) {
            pruning.requireProtected(network);
        }
        return new RunSpec(
                network,
                weights(),
                choice,
                recipe,
                PenaltyChoice.of(values),
                pruning,
                prune ? retraining(recipe, data.train()) : null,
                seed(),
                values.getOrDefault("profile", "quick"));
    }

    private void requireNothingOfPruning() {
        refuse(
                k -> PRUNING.contains(k) || k.startsWith(RETRAIN),
                "is about pruning, but no importance is given; add one such as l1, or “none” for no pruning.");
    }

    /** Refuses settings that would have no effect. */
    private void refuse(Predicate<String> keys, String because) {
        values.keySet().stream().filter(keys).findFirst().ifPresent(k -> {
            throw new FeatureFlowException("The setting “" + k + "” " + because);
        });
    }

    private NetworkSpec network(DataSet data) {
        String model = required("model");
        boolean file = NetworkFile.isMeantBy(model);
        String named = WidthFactor.apply(model, values.getOrDefault("width", "1"));
        if (file && !named.equals(model)) {
            throw new FeatureFlowException("The network in " + model
                    + " has the width it was saved with; leave out “width”, or name an architecture such as vgg16.");
        }
        NetworkSpec spec = file
                ? NetworkFile.spec(Path.of(model))
                : Architectures.named(named, data.train().shape(), data.classes());
        data.requireFit(spec);
        return PenaltySettings.constant(values, "flow-taps", Taps.class, Taps.ACTIVATION)
                .of(spec);
    }

    private StartingWeights weights() {
        String from = values.getOrDefault("weights", "random");
        String model = required("model");
        if (!from.equals("file") && !from.equals("random")) {
            throw new FeatureFlowException("The setting “weights” is “" + from + "”, but must be random or file.");
        }
        if (from.equals("random")) {
            return null;
        }
        if (!NetworkFile.isMeantBy(model)) {
            throw new FeatureFlowException("“weights” of a file are asked for, but the model " + model
                    + " is an architecture; name a network file.");
        }
        return StartingWeights.of(model);
    }

    private PruningChoice pruning() {
        return PruningChoice.of(
                values.get("importance"),
                PenaltySettings.constant(values, "channels", Channels.class, Channels.INNER),
                values.getOrDefault("scope", "global"),
                Target.parse(values.getOrDefault("target", "macs=0.5")),
                whole("round-to", 1),
                whole("min-channels", 1),
                whole("images", PruningChoice.IMAGES),
                cutDetails());
    }

    private CutDetails cutDetails() {
        int steps = whole("cut-steps", 1);
        return new CutDetails(
                PenaltySettings.constant(values, "normalization", ScoreNormalization.class, null),
                PenaltySettings.constant(values, "reduction", GroupReduction.class, null),
                number("least-share", 0),
                Stream.of(values.getOrDefault("protect", "").split(" "))
                        .filter(node -> !node.isEmpty())
                        .toList(),
                steps,
                PenaltySettings.constant(
                        values, "cut-schedule", CutSchedule.class, steps > 1 ? CutSchedule.LINEAR : null),
                whole("recalibrate", 0) == 0 ? null : whole("recalibrate", 0));
    }

    private Recipe retraining(Recipe recipe, Images images) {
        if (!values.containsKey(RETRAIN + "epochs")) {
            refuse(
                    k -> k.startsWith(RETRAIN),
                    "is about retraining, but no number of epochs is given; add “" + RETRAIN + "epochs”.");
        }
        if (whole(RETRAIN + "epochs", 0) == 0) {
            return null;
        }
        Map<String, String> own = values.entrySet().stream()
                .filter(e -> e.getKey().startsWith(RETRAIN))
                .collect(Collectors.toMap(
                        e -> e.getKey().substring(RETRAIN.length()), Map.Entry::getValue, (a, b) -> b, TreeMap::new));
        return RecipeSettings.apply(recipe.withLearningRate(recipe.learningRate() / RETRAIN_SLOWER), own, images);
    }

    private String required(String key) {
        String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw new FeatureFlowException("A run needs “" + key + "”: " + KEYS.get(key) + ".");
        }
        return value;
    }

    private long seed() {
        try {
            return Long.parseLong(values.getOrDefault("seed", "0"));
        } catch (NumberFormatException e) {
            throw new FeatureFlowException("The seed is “" + values.get("seed") + "”, but must be a whole number.", e);
        }
    }

    private double number(String key, double otherwise) {
        try {
            return values.containsKey(key) ? Double.parseDouble(values.get(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(
                    "The setting “" + key + "” is “" + values.get(key) + "”, but must be a number.", e);
        }
    }

    private int whole(String key, int otherwise) {
        try {
            return values.containsKey(key) ? Integer.parseInt(values.get(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(
                    "The setting “" + key + "” is “" + values.get(key) + "”, but must be a whole number.", e);
        }
    }
}
