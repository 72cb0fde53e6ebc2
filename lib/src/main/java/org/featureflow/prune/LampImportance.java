package org.featureflow.prune;

/**
 * Layer-adaptive magnitude (Lee et al. 2021) with channels for weights: ‖W_i‖² over the sum of all squared norms of the group that are at
 * least as large. Comparable between layers as it is.
 *
 * @param reduction over the filters of a group that several layers make
 */
record LampImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        return ScoreNormalization.LAMP.of(
                new FilterImportance(FilterImportance::l2, reduction).scores(group, evidence));
    }
}
