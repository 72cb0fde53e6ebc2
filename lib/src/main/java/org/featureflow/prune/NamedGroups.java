package org.featureflow.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;

/**
 * The groups that people mean by a name: the group of that name, else those whose channels a node of that name makes, or, where the name ends
 * in a dot, any node whose name begins so.
 */
final class NamedGroups {
    private NamedGroups() {}

    /**
     * Shares by group. A full name is followed rather than a beginning, and a longer beginning rather than a shorter one.
     *
     * @param groups those that may lose channels
     * @param named name → share
     * @return name of a group → its share
     * @throws FeatureFlowException if a name means no group, or two full names give one group different shares
     */
    static Map<String, Double> shares(ChannelGroups groups, Map<String, Double> named) {
        List<String> names = new ArrayList<>(named.keySet());
        names.sort(Comparator.comparing((String name) -> !name.endsWith("."))
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()));
        Map<String, String> by = new HashMap<>();
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String name : names) {
            for (ChannelGroup group : meant(groups, name)) {
                String before = by.put(group.name(), name);
                if (before != null
                        && !before.endsWith(".")
                        && !named.get(before).equals(named.get(name))) {
                    throw new FeatureFlowException("“" + before + "” and “" + name + "” mean the same channels, group “"
                            + group.name() + "”, but are given the shares " + named.get(before) + " and "
                            + named.get(name) + "; give one.");
                }
                shares.put(group.name(), named.get(name));
            }
        }
        return shares;
    }

    private static List<ChannelGroup> meant(ChannelGroups groups, String name) {
        List<ChannelGroup> own =
                groups.groups().stream().filter(g -> g.name().equals(name)).toList();
        if (!own.isEmpty()) {
            return own;
        }
        List<ChannelGroup> made = groups.groups().stream()
                .filter(g -> g.filters().stream().map(Slices::node).anyMatch(NetworkSpec.meantBy(name)))
                .toList();
        if (made.isEmpty()) {
            throw MissingGroup.of(groups, name);
        }
        return made;
    }
}
