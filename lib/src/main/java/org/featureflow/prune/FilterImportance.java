package org.featureflow.prune;

import java.util.List;

/**
 * Scores each filter of a channel on its own and reduces over the group's members.
 *
 * @param filter the score of one filter's values
 * @param reduction over the filters of a group that several layers make
 */
record FilterImportance(Score filter, GroupReduction reduction) implements Importance {
    /** One number for a filter. */
    interface Score {
        double of(double[] weights);
    }

    static double l1(double[] weights) {
        double sum = 0;
        for (double w : weights) {
            sum += Math.abs(w);
        }
        return sum;
    }

    static double l2(double[] weights) {
        double sum = 0;
        for (double w : weights) {
            sum += w * w;
        }
        return Math.sqrt(sum);
    }

    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        List<Slices> filters = group.filters();
        return Members.reduce(group, filters, reduction, (s, channel) -> filter.of(evidence.values(s, channel)));
    }
}
