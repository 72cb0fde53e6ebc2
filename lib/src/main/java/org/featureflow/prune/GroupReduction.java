package org.featureflow.prune;

import java.util.Arrays;

/** How the scores of a channel's several members (the filters of all layers that make it, its batch norms) become one. */
public enum GroupReduction {
    /** Their sum. */
    SUM {
        @Override
        double of(double[] members) {
            return Arrays.stream(members).sum();
        }
    },
    /** Their mean. */
    MEAN {
        @Override
        double of(double[] members) {
            return members.length == 0 ? 0 : SUM.of(members) / members.length;
        }
    },
    /** The largest. */
    MAX {
        @Override
        double of(double[] members) {
            return Arrays.stream(members).max().orElse(0);
        }
    };

    abstract double of(double[] members);
}
