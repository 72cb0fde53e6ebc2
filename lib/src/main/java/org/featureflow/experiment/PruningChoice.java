package org.featureflow.experiment;

import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Importances;
import org.featureflow.prune.IterativePruning;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Target;

/**
 * How channels are removed.
 *
 * @param importance a name of {@link org.featureflow.prune.Importances}
 * @param channels inner channels only, or residual streams too
 * @param scope a name of {@link Scope}
 * @param target how much is left
 * @param roundTo kept channels are a multiple of this; 1 for any number
 * @param minChannels least number of channels that a layer keeps
 * @param images training images shown to importances that look at data; 0 for those that do not
 * @param details what few cuts need to say; null for nothing of it
 */
public record PruningChoice(
        String importance,
        Channels channels,
        String scope,
        Target target,
        int roundTo,
        int minChannels,
        int images,
        CutDetails details) {
    /** Training images that importances look at unless said otherwise. */
    public static final int IMAGES = 512;

    /**
     * Checks names and numbers.
     *
     * @throws FeatureFlowException if one is unknown or out of range
     */
    public PruningChoice {
        if (importance == null || channels == null || scope == null || target == null) {
            throw new FeatureFlowException("A pruning needs an importance, channels, a scope and a target.");
        }
        boolean needsData = Importances.named(importance).needsData();
        details = CutDetails.NONE.equals(details) ? null : details;
        iterative(pruning(importance, channels, scope, target, roundTo, minChannels, details), details);
        if (needsData && images < 1) {
            throw new FeatureFlowException(
                    "The importance “" + importance + "” looks at images: give at least 1, not " + images + ".");
        }
        // What is not looked at makes no difference between two runs.
        images = needsData ? images : 0;
    }

    /**
     * A cut without details.
     *
     * @param importance a name of {@link org.featureflow.prune.Importances}
     * @param channels inner channels only, or residual streams too
     * @param scope a name of {@link Scope}
     * @param target how much is left
     * @param roundTo kept channels are a multiple of this; 1 for any number
     * @param minChannels least number of channels that a layer keeps
     * @param images training images shown to importances that look at data; 0 for those that do not
     */
    public PruningChoice(
            String importance,
            Channels channels,
            String scope,
            Target target,
            int roundTo,
            int minChannels,
            int images) {
        this(importance, channels, scope, target, roundTo, minChannels, images, null);
    }

    /**
     * The usual choice: inner channels, global, any number of channels but at least one.
     *
     * @param importance a name of {@link org.featureflow.prune.Importances}
     * @param target how much is left
     * @return the choice
     */
    public static PruningChoice of(String importance, Target target) {
        return new PruningChoice(importance, Channels.INNER, "global", target, 1, 1, IMAGES);
    }

    /**
     * Whether images are looked at.
     *
     * @return true if {@link #plan} needs samples
     */
    public boolean needsData() {
        return Importances.named(importance).needsData();
    }

    /**
     * The same cut of another size.
     *
     * @param value how much is left
     * @return the changed copy
     */
    public PruningChoice withTarget(Target value) {
        return new PruningChoice(importance, channels, scope, value, roundTo, minChannels, images, details);
    }

    /**
     * Chooses the channels that stay.
     *
     * @param network the network, unchanged
     * @param samples images for importances that look at them; null for others
     * @param seed decides random scores
     * @return the plan
     * @throws FeatureFlowException if the target cannot be reached, or a protected node does not exist
     */
    public Plan plan(Network network, Samples samples, long seed) {
        Pruning pruning = settings().seed(seed).samples(samples);
        IterativePruning iterative = iterative(pruning, details);
        return iterative == null ? pruning.plan(network) : iterative.plan(network);
    }

    /** Refuses a network that lacks a protected node. Others are not looked at, which takes a while. */
    void requireProtected(NetworkSpec network) {
        if (details != null && !details.protect().isEmpty()) {
            settings().groups(network);
        }
    }

    private Pruning settings() {
        return pruning(importance, channels, scope, target, roundTo, minChannels, details);
    }

    private static Pruning pruning(
            String importance,
            Channels channels,
            String scope,
            Target target,
            int roundTo,
            int minChannels,
            CutDetails details) {
        Pruning plain = Pruning.by(importance)
                .channels(channels)
                .scope(Scope.named(scope))
                .target(target)
                .roundTo(roundTo)
                .minChannels(minChannels);
        return details == null ? plain : details.of(plain);
    }

    private static IterativePruning iterative(Pruning pruning, CutDetails details) {
        return details == null || details.steps() == 1
                ? null
                : new IterativePruning(pruning, details.schedule(), details.steps());
    }
}
