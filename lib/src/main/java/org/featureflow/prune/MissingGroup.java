package org.featureflow.prune;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.Linear;
import org.featureflow.nn.NetworkSpec;

/** Says why there is no channel group of a name: it is called otherwise, its channels have to stay, or there is nothing of that name. */
final class MissingGroup {
    private MissingGroup() {}

    /**
     * What to answer.
     *
     * @param groups those that may lose channels, none of which has the name
     * @param name the name of a group or a node, or a beginning of names of nodes that ends in a dot
     */
    static FeatureFlowException of(ChannelGroups groups, String name) {
        NetworkSpec spec = groups.spec();
        List<ChannelGroup> others = having(groups, name);
        if (!others.isEmpty()) {
            return new FeatureFlowException("Network " + spec.name() + " has no channel group “" + name
                    + "”; the channels found there are those of the group "
                    + others.stream().map(g -> "“" + g.name() + "”").collect(Collectors.joining(" and the group "))
                    + ": name that.");
        }
        List<ChannelGroup> whole = having(ChannelGroups.of(spec, Channels.ALL), name);
        if (!whole.isEmpty()) {
            return new FeatureFlowException("The channels of “" + name + "” have to stay: "
                    + (whole.get(0).coupled()
                            ? "they are coupled, and only with coupled channels (--coupled) may they go, unless they are protected."
                            : "they are protected; leave out the protection or the share."));
        }
        if (makesChannels(spec, name)) {
            return new FeatureFlowException(
                    "The channels of “" + name
                            + "” have to stay: they reach the logits, a layer norm, or a function that is not 0 at 0 (a sigmoid).");
        }
        return new FeatureFlowException("Network " + spec.name() + " has no channel group “" + name
                + "”; its groups are "
                + groups.groups().stream().map(ChannelGroup::name).collect(Collectors.joining(", ")) + ".");
    }

    /** A group's name, then a node that has a part of its channels: a filter, a batch norm, a gate. */
    private static List<ChannelGroup> having(ChannelGroups groups, String name) {
        Predicate<String> named = NetworkSpec.meantBy(name);
        return groups.groups().stream()
                .filter(g -> g.name().equals(name)
                        || g.slices().stream()
                                .filter(Slices::produces)
                                .map(Slices::node)
                                .anyMatch(named))
                .toList();
    }

    private static boolean makesChannels(NetworkSpec spec, String name) {
        return spec.nodes().stream()
                .filter(n -> NetworkSpec.meantBy(name).test(n.name()))
                .anyMatch(n -> n.layer() instanceof Convolution || n.layer() instanceof Linear);
    }
}
