package org.featureflow.experiment;

import ai.djl.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.Sha256;
import org.featureflow.data.DataSet;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Recipe;

/**
 * One run: train with penalties, then perhaps prune and retrain. Two equal specs are the same run. Nothing in here says where or how fast it
 * is done.
 *
 * @param network what is trained
 * @param weights the trained network that it begins with; null for random weights
 * @param data the images; normalised as {@code weights} say
 * @param recipe how it is trained; its seed is replaced by {@code seed}. Trained weights may be left as they are: 0 epochs
 * @param penalty what is added to the loss while training; not while retraining
 * @param pruning how channels are removed after training; null for not at all
 * @param retraining how the smaller network is trained on, its seed replaced too; null without pruning, or for not at all
 * @param retrainingPenalty what is added to the loss while retraining; null for nothing
 * @param seed decides random weights, the order of images, augmentation and random scores
 * @param profile {@code quick} or {@code full}: what the figures may be used for
 */
public record RunSpec(
        NetworkSpec network,
        StartingWeights weights,
        DataChoice data,
        Recipe recipe,
        PenaltyChoice penalty,
        PruningChoice pruning,
        Recipe retraining,
        RetrainingPenalty retrainingPenalty,
        long seed,
        String profile) {
    /** Hexadecimal digits of the hash in a folder's name. */
    static final int DIGITS = 12;

    private static final List<String> OPTIONAL = List.of("weights", "pruning", "retraining", "retrainingPenalty");

    /**
     * Gives both recipes the seed.
     *
     * @throws FeatureFlowException if something is missing or does not go together
     */
    public RunSpec {
        if (network == null || data == null || recipe == null) {
            throw new FeatureFlowException("A run needs a network, data and a recipe.");
        }
        if (profile == null || !profile.matches("[a-z][a-z0-9-]{0,19}")) {
            throw new FeatureFlowException(
                    "A run's profile is a short word such as quick or full, not “" + profile + "”.");
        }
        if (recipe.epochs() == 0 && weights == null) {
            throw new FeatureFlowException(
                    "A run of 0 epochs would leave random weights as they are; train for at least 1.");
        }
        if (retraining != null && retraining.epochs() == 0) {
            throw new FeatureFlowException("A retraining takes at least 1 epoch; leave it out for none.");
        }
        if (retraining != null && pruning == null) {
            throw new FeatureFlowException(
                    "A run that is not pruned cannot be retrained; leave out one or add the other.");
        }
        if (retraining != null && retraining.validation() != recipe.validation()) {
            throw new FeatureFlowException(
                    "Training holds out " + recipe.validation() + " images, retraining " + retraining.validation()
                            + "; it must be the same number, or one would see what the other holds out.");
        }
        if (weights != null && weights.tuning() != null) {
            weights.tuning().requireFit(network);
            if (recipe.epochs() == 0) {
                throw new FeatureFlowException(
                        "A new head and frozen nodes are about training, but the run has 0 epochs; train for at least 1, or leave them out.");
            }
        }
        penalty = penalty == null ? PenaltyChoice.NONE : penalty;
        if (recipe.epochs() == 0 && !penalty.isNone()) {
            throw new FeatureFlowException("A penalty has no effect in 0 epochs; leave it out, or train on for some.");
        }
        retrainingPenalty = RetrainingPenalty.NONE.equals(retrainingPenalty) ? null : retrainingPenalty;
        if (retrainingPenalty != null && retraining == null) {
            throw new FeatureFlowException(
                    "A penalty or a teacher of the retraining needs one; leave it out or give the retraining epochs.");
        }
        requireDistinct(sources(penalty, retrainingPenalty, pruning));
        recipe = recipe.withSeed(seed);
        retraining = retraining == null ? null : retraining.withSeed(seed);
    }

    /**
     * A run that is retrained, if at all, without penalty and teacher.
     *
     * @param network what is trained
     * @param weights the trained network that it begins with; null for random weights
     * @param data the images
     * @param recipe how it is trained
     * @param penalty what is added to the loss while training
     * @param pruning how channels are removed after training; null for not at all
     * @param retraining how the smaller network is trained on; null without pruning, or for not at all
     * @param seed decides random weights, the order of images, augmentation and random scores
     * @param profile what the figures may be used for
     */
    public RunSpec(
            NetworkSpec network,
            StartingWeights weights,
            DataChoice data,
            Recipe recipe,
            PenaltyChoice penalty,
            PruningChoice pruning,
            Recipe retraining,
            long seed,
            String profile) {
        this(network, weights, data, recipe, penalty, pruning, retraining, null, seed, profile);
    }

    /**
     * The same run without pruning and retraining: what several prunings share, so that they start from the same network.
     *
     * @return this if it does not prune
     */
    public RunSpec base() {
        return pruning == null ? this : with(weights, data, penalty, null, null, null);
    }

    /**
     * The same run wherever its files lie, for comparing runs of several machines; it could not be made so.
     *
     * @return a copy without the places of images, weights and sources of one's own
     */
    public RunSpec anywhere() {
        return with(
                weights == null ? null : weights.anywhere(),
                data.anywhere(),
                penalty.anywhere(),
                pruning == null ? null : pruning.anywhere(),
                retraining,
                retrainingPenalty == null ? null : retrainingPenalty.anywhere());
    }

    /**
     * The same run of another profile.
     *
     * @param value the profile
     * @return the changed copy
     */
    public RunSpec withProfile(String value) {
        return with(seed, value);
    }

    /**
     * The same run tested on all images.
     *
     * @return a copy without a limit of test images
     */
    public RunSpec withoutTestLimit() {
        DataChoice all = new DataChoice(data.name(), data.checksum(), data.train(), 0);
        return with(weights, all, penalty, pruning, retraining, retrainingPenalty);
    }

    /**
     * Its epochs from the first step to the last.
     *
     * @return those of training and retraining
     */
    public int epochs() {
        return recipe.epochs() + (retraining == null ? 0 : retraining.epochs());
    }

    /**
     * The same run with another seed.
     *
     * @param value the seed
     * @return the changed copy
     */
    public RunSpec withSeed(long value) {
        return with(value, profile);
    }

    private RunSpec with(long otherSeed, String otherProfile) {
        return new RunSpec(
                network,
                weights,
                data,
                recipe,
                penalty,
                pruning,
                retraining,
                retrainingPenalty,
                otherSeed,
                otherProfile);
    }

    private RunSpec with(
            StartingWeights from,
            DataChoice images,
            PenaltyChoice added,
            PruningChoice cut,
            Recipe afterCut,
            RetrainingPenalty addedAfterCut) {
        return new RunSpec(network, from, images, recipe, added, cut, afterCut, addedAfterCut, seed, profile);
    }

    /**
     * Source files of one's own that decide what is done.
     *
     * @return of penalties and importance; empty where all is the toolkit's
     */
    public List<OwnSource> sources() {
        return sources(penalty, retrainingPenalty, pruning);
    }

    private static List<OwnSource> sources(
            PenaltyChoice penalty, RetrainingPenalty retrainingPenalty, PruningChoice pruning) {
        Stream<OwnSource> later =
                retrainingPenalty == null ? Stream.empty() : retrainingPenalty.penalty().sources().stream();
        // One file may be a penalty of both.
        return Stream.of(
                        penalty.sources().stream(),
                        later,
                        pruning == null ? Stream.<OwnSource>empty() : pruning.source().stream())
                .flatMap(s -> s)
                .distinct()
                .toList();
    }

    /** The run's folder keeps them side by side, and tables tell them by their names. */
    private static void requireDistinct(List<OwnSource> sources) {
        Map<String, String> files = new HashMap<>();
        for (OwnSource own : sources) {
            String other = files.putIfAbsent(OwnSource.shortName(own.file()), own.file());
            if (other != null) {
                throw new FeatureFlowException("A run cannot have two sources of one name, " + other + " and "
                        + own.file() + "; rename one with its class.");
            }
        }
    }

    /** The images as the network sees them. */
    DataSet openData() {
        return weights == null ? data.open() : weights.normalized(data.open());
    }

    /** The network before the first step; close it. */
    Network openNetwork(Device device) {
        return weights == null ? Network.create(network, seed, device) : weights.open(network, seed, device);
    }

    /**
     * This spec as canonical JSON: keys sorted, numbers with the fewest digits that keep their value, nothing that is null.
     *
     * @return one line; equal specs give equal text on every JVM
     */
    public String toJson() {
        return JsonText.canonical(ExperimentJson.tree(this));
    }

    /** The same for people. */
    String toPrettyJson() {
        return JsonText.pretty(ExperimentJson.tree(this));
    }

    /**
     * Reads JSON of {@link #toJson}, in any order and layout.
     *
     * @param json the text
     * @return the spec
     * @throws FeatureFlowException if it is none
     */
    public static RunSpec fromJson(String json) {
        return ExperimentJson.read(json, RunSpec.class, "run specification", OPTIONAL);
    }

    /**
     * What identifies the run.
     *
     * @return SHA-256 of {@link #toJson} in lower-case hexadecimal
     */
    public String hash() {
        return Sha256.of(toJson());
    }

    /**
     * What people call the run, such as {@code vgg16-0.25-cifar10-ffr-g1e-6-c1e-6-l1-macs0.5-s1}. Two runs may share it.
     *
     * @return at most 100 characters that are safe in a file's name
     */
    public String label() {
        return RunLabel.of(this);
    }

    /**
     * The name of the run's folder.
     *
     * @return label and the start of the hash
     */
    public String id() {
        return label() + "-" + hash().substring(0, DIGITS);
    }

    /** The id: the whole of it would fill pages. */
    @Override
    public String toString() {
        return id();
    }
}
