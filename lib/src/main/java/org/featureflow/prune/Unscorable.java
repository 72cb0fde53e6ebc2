package org.featureflow.prune;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;

/** Groups that an importance cannot score. */
final class Unscorable {
    private Unscorable() {}

    /** Refuses all groups at once that do not have what an importance looks at. */
    static void require(ChannelGroups groups, Predicate<ChannelGroup> scorable, String why) {
        List<String> others = groups.groups().stream()
                .filter(scorable.negate())
                .map(ChannelGroup::name)
                .toList();
        if (!others.isEmpty()) {
            throw new FeatureFlowException("The channels of “" + String.join("”, “", others) + "” " + why
                    + "; choose another importance, or protect what makes them ("
                    + others.stream().map(o -> "--protect " + o).collect(Collectors.joining(" ")) + ").");
        }
    }
}
