package org.featureflow.prune;

import java.util.SplittableRandom;

/**
 * Uniform in [0, 1), decided by the seed, which is another in each of several steps, and the group's name alone. The baseline that every
 * criterion has to beat.
 */
record RandomImportance() implements Importance {
    /** Odd and with its bits in disorder, so that products of neighbours lie far apart. */
    private static final long SPREAD = 0xBF58476D1CE4E5B9L;

    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        // Neighbouring seeds give unlike numbers, the first ones too, and no digit in a name adds up to a seed.
        SplittableRandom random =
                new SplittableRandom(evidence.seed() * SPREAD + group.name().hashCode());
        return random.doubles(group.size()).toArray();
    }
}
