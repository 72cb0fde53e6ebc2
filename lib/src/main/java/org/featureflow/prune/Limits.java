package org.featureflow.prune;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;

/**
 * What a cut has to respect in every group. Numbers of channels are those of a layer: in a grouped convolution, of which one channel of the
 * group is one in each of its groups, they are those of all its groups together; in attention, of which one is a head, those of all heads.
 *
 * @param roundTo kept channels are rounded up to a multiple of this (no further than the group's size); 1 for no rounding
 * @param least channels that stay at least, 1 or more; a smaller layer stays whole
 * @param leastShare share of a group's channels that stays at least, from 0 to 1
 * @param pairs names of groups of which two channels stay at least
 * @param before name of a group → the number of channels that shares are of; a group that is not named has lost none
 */
record Limits(int roundTo, int least, double leastShare, Set<String> pairs, Map<String, Integer> before) {
    static final Limits NONE = new Limits(1, 1, 0, Set.of(), Map.of());

    /** Products such as 0.3 · 10 must not keep a channel more. */
    private static final double TOLERANCE = 1e-9;

    Limits {
        if (roundTo < 1 || least < 1) {
            throw new FeatureFlowException("Rounding to " + roundTo + " with at least " + least
                    + " channels is not possible; both numbers are 1 or more, so that no layer is emptied.");
        }
        if (!(leastShare >= 0 && leastShare <= 1)) {
            throw new FeatureFlowException("A least share of " + leastShare
                    + " is not possible; it is the share of its channels that every group keeps, from 0 to 1.");
        }
        pairs = Set.copyOf(pairs);
        before = Map.copyOf(before);
    }

    Limits withRoundTo(int multiple) {
        return new Limits(multiple, least, leastShare, pairs, before);
    }

    Limits withLeast(int channels) {
        return new Limits(roundTo, channels, leastShare, pairs, before);
    }

    Limits withLeastShare(double share) {
        return new Limits(roundTo, least, share, pairs, before);
    }

    Limits withPairs(Set<String> groups) {
        return new Limits(roundTo, least, leastShare, groups, before);
    }

    /** Shares are those of these groups, which may have had more channels. */
    Limits relativeTo(ChannelGroups groups) {
        return new Limits(
                roundTo,
                least,
                leastShare,
                pairs,
                groups.groups().stream().collect(Collectors.toMap(ChannelGroup::name, ChannelGroup::size)));
    }

    /** How many channels a group had in the network whose counts are 1. */
    int before(ChannelGroup group) {
        return before.getOrDefault(group.name(), group.size());
    }

    /** How many channels of a group stay at least, if it has as many. */
    int least(ChannelGroup group) {
        int together = together(group);
        int number = Math.max(pairs.contains(group.name()) ? 2 : 1, (int) parts(least, together));
        double share = leastShare * before(group);
        return Math.max(number, (int) Math.ceil(share - TOLERANCE));
    }

    /** How many channels of a group stay when {@code wanted} should. */
    int kept(ChannelGroup group, int wanted) {
        int atLeast = Math.max(least(group), wanted);
        int multiple = roundTo
                / BigInteger.valueOf(roundTo)
                        .gcd(BigInteger.valueOf(together(group)))
                        .intValue();
        return (int) Math.min(group.size(), parts(atLeast, multiple) * multiple);
    }

    /** How many parts of a size a number fills, the last one perhaps not wholly; in long, since both may be the largest int. */
    private static long parts(int number, int size) {
        return ((long) number + size - 1) / size;
    }

    /** How many channels of a layer one of the group is: one in each group of a grouped convolution. */
    private static int together(ChannelGroup group) {
        return group.filters().stream()
                .mapToInt(filters -> filters.indices()[0].length)
                .min()
                .orElse(1);
    }
}
