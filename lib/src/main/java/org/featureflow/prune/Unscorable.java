package org.featureflow.prune;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;

/** Groups that an importance cannot score. */
final class Unscorable {
    private static final int FEW = 3;

    private Unscorable() {}

    /** Refuses all groups at once that do not have what an importance looks at. */
    static void require(ChannelGroups groups, Predicate<ChannelGroup> scorable, String why) {
        List<ChannelGroup> others =
                groups.groups().stream().filter(scorable.negate()).toList();
        if (!others.isEmpty()) {
            throw new FeatureFlowException("The channels of " + names(groups, others) + " " + why
                    + "; choose another importance" + protection(groups, others) + ".");
        }
    }

    /** Where no group can be scored and there are many, as in a transformer without batch norms, one stands for all. */
    private static String names(ChannelGroups groups, List<ChannelGroup> others) {
        int count = others.size();
        if (count > FEW && count == groups.groups().size()) {
            return "all " + count + " groups, “" + others.get(0).name() + "” among them,";
        }
        return "“" + others.stream().map(ChannelGroup::name).collect(Collectors.joining("”, “")) + "”";
    }

    /** How to leave the groups out, if that leaves any: a group that is a part of a layer's channels goes with the whole layer. */
    private static String protection(ChannelGroups groups, List<ChannelGroup> others) {
        List<String> makers = others.stream()
                .map(group -> group.filters().get(0).node())
                .distinct()
                .toList();
        return groups.without(makers).groups().isEmpty()
                ? ""
                : ", or protect what makes them ("
                        + makers.stream().map(m -> "--protect " + m).collect(Collectors.joining(" ")) + ")";
    }
}
