package org.featureflow.prune;

import java.util.Arrays;

/** How the scores of a channel's several members (the filters of all layers that make it, its batch norms) become one. */
public enum GroupReduction {
    /** Their sum. */
    SUM {
        @Override
        public double of(double[] members) {
            return Arrays.stream(members).sum();
        }
    },
    /** Their mean. */
    MEAN {
        @Override
        public double of(double[] members) {
            return members.length == 0 ? 0 : SUM.of(members) / members.length;
        }
    },
    /** The largest. */
    MAX {
        @Override
        public double of(double[] members) {
            return Arrays.stream(members).max().orElse(0);
        }
    };

    /**
     * Reduces the scores of one channel.
     *
     * @param members the score of each member; unchanged
     * @return their sum, mean or largest; 0 if there are none
     */
    public abstract double of(double[] members);
}
