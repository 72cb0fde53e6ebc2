package org.featureflow.experiment;

import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Recipe;

/**
 * One run: train with penalties, then perhaps prune and retrain. Two equal specs are the same run. Nothing in here says where or how fast it
 * is done.
 *
 * @param network what is trained
 * @param data the images
 * @param recipe how it is trained; its seed is replaced by {@code seed}
 * @param penalty what is added to the loss while training; not while retraining
 * @param pruning how channels are removed after training; null for not at all
 * @param retraining how the smaller network is trained on; null without pruning, or for not at all
 * @param seed decides starting weights, the order of images, augmentation and random scores
 * @param profile {@code quick} or {@code full}: what the figures may be used for
 */
public record RunSpec(
        NetworkSpec network,
        DataChoice data,
        Recipe recipe,
        PenaltyChoice penalty,
        PruningChoice pruning,
        Recipe retraining,
        long seed,
        String profile) {}
