package org.featureflow.prune;

import java.util.List;

/** Scores by member, reduced to one a channel. */
final class Members {
    /** The score of one member (an array's slices, an output) for one channel. */
    interface Score<M> {
        double of(M member, int channel);
    }

    private Members() {}

    static <M> double[] reduce(ChannelGroup group, List<M> members, GroupReduction reduction, Score<M> score) {
        double[] scores = new double[group.size()];
        double[] each = new double[members.size()];
        for (int channel = 0; channel < scores.length; channel++) {
            for (int m = 0; m < each.length; m++) {
                each[m] = score.of(members.get(m), channel);
            }
            scores[channel] = reduction.of(each);
        }
        return scores;
    }
}
