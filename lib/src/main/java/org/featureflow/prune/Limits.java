package org.featureflow.prune;

import java.math.BigInteger;
import java.util.Set;
import org.featureflow.FeatureFlowException;

/**
 * What a cut has to respect in every group.
 *
 * @param roundTo kept channels are rounded up to a multiple of this (no further than the group's size), in grouped convolutions those of all
 *     their groups together; 1 for no rounding
 * @param least channels that stay at least, 1 or more; a smaller group stays whole
 * @param pairs names of groups of which two channels stay at least
 */
record Limits(int roundTo, int least, Set<String> pairs) {
    static final Limits NONE = new Limits(1, 1, Set.of());

    Limits {
        if (roundTo < 1 || least < 1) {
            throw new FeatureFlowException("Rounding to " + roundTo + " with at least " + least
                    + " channels is not possible; both numbers are 1 or more, so that no layer is emptied.");
        }
        pairs = Set.copyOf(pairs);
    }

    Limits withRoundTo(int multiple) {
        return new Limits(multiple, least, pairs);
    }

    Limits withLeast(int channels) {
        return new Limits(roundTo, channels, pairs);
    }

    Limits withPairs(Set<String> groups) {
        return new Limits(roundTo, least, groups);
    }

    /** How many channels of a group stay at least, if it has as many. */
    int least(ChannelGroup group) {
        return pairs.contains(group.name()) ? Math.max(2, least) : least;
    }

    /** How many channels of a group stay when {@code wanted} should. */
    int kept(ChannelGroup group, int wanted) {
        int kept = Math.max(least(group), wanted);
        int multiple = multiple(group);
        return Math.min(group.size(), (kept + multiple - 1) / multiple * multiple);
    }

    /** A channel of a group that passes a grouped convolution is one in each of its groups. */
    private int multiple(ChannelGroup group) {
        int together = group.filters().stream()
                .mapToInt(filters -> filters.indices()[0].length)
                .min()
                .orElse(1);
        return roundTo
                / BigInteger.valueOf(roundTo).gcd(BigInteger.valueOf(together)).intValue();
    }
}
