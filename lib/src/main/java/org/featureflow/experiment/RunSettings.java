package org.featureflow.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.io.NetworkFile;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Taps;
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
    private static final String NONE = "none";
    private static final String NEW_HEAD = "new-head";
    private static final String FREEZE = "freeze";
    private static final double RETRAIN_SLOWER = 10;

    /**
     * Copies the map; of two spellings of one word the later one counts.
     *
     * @throws FeatureFlowException if a word is unknown, with the words that are known
     */
    public RunSettings {
        Map<String, String> listed = new LinkedHashMap<>();
        values.forEach((key, value) -> listed.put(listed(key), value));
        values = Collections.unmodifiableMap(listed);
        values.keySet().forEach(RunWords::requireKnown);
    }

    /**
     * All words.
     *
     * @return word → what it means; {@code regularizer.NAME} stands for one word a penalty
     */
    public static Map<String, String> keys() {
        return RunWords.KEYS;
    }

    /**
     * A word in the form in which settings hold it.
     *
     * @param key such as {@code regularizer.batch_norm_scale}
     * @return the same with the penalty's name as it is listed, such as {@code regularizer.batch-norm-scale}
     */
    public static String listed(String key) {
        return PenaltySettings.listed(key);
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
        // What is missing is said before images are read or drawn.
        read().required("model");
        DataChoice choice =
                DataChoice.of(read().required("data"), read().whole("train-limit", 0), read().whole("test-limit", 0));
        DataSet data = choice.open();
        if (data.test().count() == 0) {
            throw new FeatureFlowException("A run needs test images to be judged by, but " + read().required("data")
                    + " has none; choose a set that has some.");
        }
        Recipe named = Recipes.named(read().text("recipe", "quick")).forImages(data.train());
        Recipe recipe = RecipeSettings.apply(named, values, data.train());
        boolean prune = !read().text("importance", NONE).equals(NONE);
        if (!prune && !values.containsKey("importance")) {
            requireNothingOfPruning();
        }
        NetworkSpec network = network(data);
        PruningChoice pruning = prune ? PruningSettings.choice(read()) : null;
        if (pruning != null) {
            pruning.requireNamed(network);
        }
        boolean retrain = prune && retrains();
        return new RunSpec(
                network,
                weights(),
                choice,
                recipe,
                PenaltyChoice.of(values),
                pruning,
                retrain ? retraining(recipe, data.train()) : null,
                retrain ? RetrainingSettings.penalty(ofRetraining(), read()) : null,
                read().seed(),
                read().text("profile", "quick"));
    }

    private void requireNothingOfPruning() {
        refuse(
                RunWords::isOfPruning,
                "is about pruning, but no importance is given; add one such as l1, or “none” for no pruning.");
    }

    /** Refuses settings that would have no effect. */
    private void refuse(Predicate<String> keys, String because) {
        values.keySet().stream().filter(keys).findFirst().ifPresent(k -> {
            throw new FeatureFlowException("The setting “" + k + "” " + because);
        });
    }

    private NetworkSpec network(DataSet data) {
        String model = read().required("model");
        boolean file = NetworkFile.isMeantBy(model);
        String named = WidthFactor.apply(model, read().text("width", "1"));
        if (file && !named.equals(model)) {
            throw new FeatureFlowException("The network in " + model
                    + " has the width it was saved with; leave out “width”, or name an architecture such as vgg16.");
        }
        boolean newHead = read().yes(NEW_HEAD);
        if (newHead && !file) {
            throw new FeatureFlowException("“" + NEW_HEAD + "” is about the network of a file, but the model " + model
                    + " is an architecture, in which all layers are new; leave it out.");
        }
        NetworkSpec spec = file
                ? NetworkFile.spec(Path.of(model))
                : Architectures.named(named, data.train().shape(), data.classes());
        spec = newHead ? spec.withClasses(data.classes()) : spec;
        data.requireFit(spec);
        return read().constant("flow-taps", Taps.class, Taps.ACTIVATION).of(spec);
    }

    private StartingWeights weights() {
        String from = read().text("weights", "random");
        String model = read().required("model");
        if (!from.equals("file") && !from.equals("random")) {
            throw new FeatureFlowException("The setting “weights” is “" + from + "”, but must be random or file.");
        }
        FineTuning tuning = new FineTuning(read().yes(NEW_HEAD), read().words(FREEZE));
        if (from.equals("random")) {
            if (!tuning.freeze().isEmpty()) {
                throw new FeatureFlowException(
                        "“" + FREEZE
                                + "” keeps trained weights, but the run begins with random ones; add “weights: file”, or leave it out.");
            }
            return null;
        }
        if (!NetworkFile.isMeantBy(model)) {
            throw new FeatureFlowException("“weights” of a file are asked for, but the model " + model
                    + " is an architecture; name a network file.");
        }
        return StartingWeights.of(model).with(tuning);
    }

    /** Whether the cut network is retrained. */
    private boolean retrains() {
        if (!values.containsKey(RunWords.RETRAIN + "epochs")) {
            refuse(
                    k -> k.startsWith(RunWords.RETRAIN),
                    "is about retraining, but no number of epochs is given; add “" + RunWords.RETRAIN + "epochs”.");
        }
        return read().whole(RunWords.RETRAIN + "epochs", 0) != 0;
    }

    /** What is said of the retraining, in the words of a training. */
    private Map<String, String> ofRetraining() {
        return values.entrySet().stream()
                .filter(e -> e.getKey().startsWith(RunWords.RETRAIN))
                .collect(Collectors.toMap(
                        e -> e.getKey().substring(RunWords.RETRAIN.length()),
                        Map.Entry::getValue,
                        (a, b) -> b,
                        TreeMap::new));
    }

    private Recipe retraining(Recipe recipe, Images images) {
        return RecipeSettings.apply(
                recipe.withLearningRate(recipe.learningRate() / RETRAIN_SLOWER), ofRetraining(), images);
    }

    private SettingValues read() {
        return new SettingValues(values);
    }
}
