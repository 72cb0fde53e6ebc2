package org.featureflow.prune;

import java.util.Random;

/** Uniform in [0, 1), decided by the seed and the group's name alone. The baseline that every criterion has to beat. */
record RandomImportance() implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        Random random = new Random(31 * evidence.seed() + group.name().hashCode());
        return random.doubles(group.size()).toArray();
    }
}
