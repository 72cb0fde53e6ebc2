package org.featureflow.prune;

/**
 * How much each channel of a group is worth; the lowest go first. One's own criterion is a lambda, here the largest weight of a filter:
 *
 * <pre>{@code
 * Importance largest = (group, evidence) -> {
 *     double[] scores = new double[group.size()];
 *     for (Slices filters : group.filters())
 *         for (int c = 0; c < scores.length; c++)
 *             for (double w : evidence.values(filters, c)) scores[c] = Math.max(scores[c], Math.abs(w));
 *     return scores;
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Importance {
    /**
     * Scores the channels of a group.
     *
     * @param group the group
     * @param evidence the network, its weights as Java arrays and, if there are any, images
     * @return one number a channel, finite, and 0 or more unless the normalisation is {@link ScoreNormalization#NONE}: a group whose scores
     *     are partly negative has no meaningful mean or largest to divide by
     */
    double[] scores(ChannelGroup group, Evidence evidence);

    /**
     * Refuses groups that cannot be scored whatever the weights are, all of them in one sentence, before anything is computed or trained.
     *
     * @param groups the groups that are to be scored
     * @throws org.featureflow.FeatureFlowException if there are such groups
     */
    default void check(ChannelGroups groups) {}

    /**
     * The same of a network, before its images are looked at.
     *
     * @param evidence the network and {@linkplain Evidence#groups() the groups} that are to be scored
     * @throws org.featureflow.FeatureFlowException if there are such groups
     */
    default void check(Evidence evidence) {
        check(evidence.groups());
    }
}
