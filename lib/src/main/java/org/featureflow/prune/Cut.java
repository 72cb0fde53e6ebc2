package org.featureflow.prune;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * What stays of one channel group.
 *
 * @param group the group's name
 * @param channels number of channels before
 * @param kept the channels that stay, ascending, at least one
 */
public record Cut(String group, int channels, List<Integer> kept) {
    /**
     * Copies the list and checks it.
     *
     * @throws FeatureFlowException if nothing stays, or a channel is out of range, repeated or out of order
     */
    public Cut {
        kept = List.copyOf(kept);
        if (kept.isEmpty()) {
            throw new FeatureFlowException(
                    "The plan leaves no channel of “" + group + "”; keep at least one in every group.");
        }
        int before = -1;
        for (int k : kept) {
            if (k <= before || k >= channels) {
                throw new FeatureFlowException("The plan keeps channel " + k + " of “" + group + "”, which has "
                        + channels + "; list channels from 0 to " + (channels - 1) + " in ascending order, each once.");
            }
            before = k;
        }
    }

    /** A group without some of its channels. */
    static Cut without(ChannelGroup group, Set<Integer> gone) {
        gone.stream()
                .filter(c -> c < 0 || c >= group.size())
                .sorted()
                .findFirst()
                .ifPresent(c -> {
                    throw new FeatureFlowException("The plan removes channel " + c + " of “" + group.name()
                            + "”, which has " + group.size() + "; its channels are 0 to " + (group.size() - 1) + ".");
                });
        return new Cut(
                group.name(),
                group.size(),
                IntStream.range(0, group.size())
                        .filter(c -> !gone.contains(c))
                        .boxed()
                        .toList());
    }

    /**
     * The channels that go.
     *
     * @return a set bit for each
     */
    BitSet removed() {
        BitSet gone = new BitSet();
        gone.set(0, channels);
        kept.forEach(gone::clear);
        return gone;
    }
}
