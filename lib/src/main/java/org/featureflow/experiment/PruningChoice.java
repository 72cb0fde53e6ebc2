package org.featureflow.experiment;

import org.featureflow.FeatureFlowException;
import org.featureflow.prune.Channels;
import org.featureflow.prune.Importances;
import org.featureflow.prune.Pruning;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Scope;
import org.featureflow.prune.Target;

/**
 * How channels are removed.
 *
 * @param importance a name of {@link org.featureflow.prune.Importances}
 * @param channels inner channels only, or residual streams too
 * @param scope {@code local}, {@code global} or {@code uniform}
 * @param target how much is left
 * @param roundTo kept channels are a multiple of this; 1 for any number
 * @param minChannels least number of channels that a layer keeps
 * @param images training images shown to importances that look at data; 0 for those that do not
 */
public record PruningChoice(
        String importance, Channels channels, String scope, Target target, int roundTo, int minChannels, int images) {
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
        boolean needsData = Importances.byName(importance).needsData();
        Scope.byName(scope);
        Pruning.by(importance).roundTo(roundTo).minChannels(minChannels);
        if (needsData && images < 1) {
            throw new FeatureFlowException(
                    "The importance “" + importance + "” looks at images: give at least 1, not " + images + ".");
        }
        // What is not looked at makes no difference between two runs.
        images = needsData ? images : 0;
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
     * @return true if {@link #pruning} needs samples
     */
    public boolean needsData() {
        return Importances.byName(importance).needsData();
    }

    /**
     * The pruning itself.
     *
     * @param samples images for importances that look at them; null for others
     * @param seed decides random scores
     * @return the settings
     */
    public Pruning pruning(Samples samples, long seed) {
        return Pruning.by(importance)
                .channels(channels)
                .scope(Scope.byName(scope))
                .target(target)
                .roundTo(roundTo)
                .minChannels(minChannels)
                .seed(seed)
                .samples(samples);
    }
}
