package org.featureflow.experiment;

import org.featureflow.prune.Channels;
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
 * @param images training images shown to importances that look at data
 */
public record PruningChoice(
        String importance, Channels channels, String scope, Target target, int roundTo, int minChannels, int images) {}
