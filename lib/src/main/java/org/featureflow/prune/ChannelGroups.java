package org.featureflow.prune;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;
import org.featureflow.nn.ParameterSpec;

/**
 * The prunable channels of a network, derived from its spec. Channels that live in exactly the same arrays form a group; groups are listed in
 * order of computation. Class outputs and image channels belong to none.
 *
 * @param spec the architecture
 * @param groups the groups, each with a name of its own
 */
public record ChannelGroups(NetworkSpec spec, List<ChannelGroup> groups) {
    /** Copies the list. */
    public ChannelGroups {
        groups = List.copyOf(groups);
    }

    /**
     * The groups of a network.
     *
     * @param spec the architecture
     * @param channels inner channels only, or residual streams too
     * @return the groups; the same group has the same name under both choices
     */
    public static ChannelGroups of(NetworkSpec spec, Channels channels) {
        return new ChannelGroups(
                spec,
                new ChannelGrouping(new ChannelWalk(spec))
                        .groups().stream()
                                .filter(g -> channels == Channels.ALL || !g.coupled())
                                .toList());
    }

    /**
     * The groups that may lose channels, of which there has to be one.
     *
     * @param protectedNodes see {@link #without}
     */
    static ChannelGroups prunable(NetworkSpec spec, Channels channels, Set<String> protectedNodes) {
        ChannelGroups groups = of(spec, channels).without(protectedNodes);
        if (groups.groups.isEmpty()) {
            boolean streams = channels == Channels.INNER
                    && !of(spec, Channels.ALL).without(protectedNodes).groups.isEmpty();
            throw new FeatureFlowException(
                    "Network " + spec.name() + " has no channels to prune"
                            + (protectedNodes.isEmpty() ? "" : " besides the protected ones")
                            + (streams
                                    ? "; residual streams need coupled channels (--coupled)."
                                    : "; those of the images, of the logits, and behind a function that is not 0 at 0 (a sigmoid) have to stay."));
        }
        return groups;
    }

    /**
     * A group by its name.
     *
     * @param name the group's name
     * @return the group
     * @throws FeatureFlowException if there is none of that name: with the group that a node of that name has channels of, or why those have
     *     to stay, or the names there are
     */
    public ChannelGroup group(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow(() -> MissingGroup.of(this, name));
    }

    /**
     * Leaves out the groups whose channels appear in the outputs of some nodes.
     *
     * @param nodes names of nodes, of any layer, whose outputs must keep all their channels, or beginnings of names that end in a dot:
     *     {@code layer1.} means all nodes within {@code layer1}
     * @return the other groups
     * @throws FeatureFlowException if the network has no node of a name
     */
    public ChannelGroups without(Collection<String> nodes) {
        Set<String> whole = nodes.stream()
                .flatMap(name -> spec.within(name).stream())
                .map(Node::name)
                .collect(Collectors.toSet());
        return new ChannelGroups(
                spec,
                groups.stream()
                        .filter(g -> g.occurrences().stream().noneMatch(o -> whole.contains(o.node())))
                        .toList());
    }

    /**
     * Which groups have the same structure: the same sequence of layers makes their channels and reads them, whatever the widths. These compete
     * under {@link Scope#isomorphic()}.
     *
     * @return for every group the number of its family, from 1, in order of their first groups
     */
    public List<Integer> families() {
        List<String> structures = new ArrayList<>();
        List<Integer> families = new ArrayList<>();
        for (ChannelGroup group : groups) {
            String structure = structure(group);
            if (!structures.contains(structure)) {
                structures.add(structure);
            }
            families.add(structures.indexOf(structure) + 1);
        }
        return families;
    }

    /** Such as {@code Convolution> BatchNorm> Linear<}. */
    private String structure(ChannelGroup group) {
        return group.slices().stream()
                .filter(s -> s.kind() == ParameterSpec.Kind.WEIGHT || s.kind() == ParameterSpec.Kind.SCALE)
                .map(s -> layer(s.node()) + (s.gate() ? "*" : s.produces() ? ">" : "<"))
                .collect(Collectors.joining(" "));
    }

    private String layer(String node) {
        boolean grouped = spec.node(node).layer() instanceof Convolution c && c.groups() > 1;
        return (grouped ? "Grouped" : "") + spec.node(node).layer().getClass().getSimpleName();
    }

    /**
     * Names of the groups whose channels a grouped or depthwise convolution makes or reads. With one channel left in each of its groups a
     * grouped convolution is depthwise, and with one left in all a depthwise one is ordinary: its channels then hang together otherwise.
     */
    Set<String> throughGroupedConvolutions() {
        return groups.stream()
                .filter(g -> g.slices().stream()
                        .anyMatch(s -> spec.node(s.node()).layer() instanceof Convolution c && c.groups() > 1))
                .map(ChannelGroup::name)
                .collect(Collectors.toSet());
    }

    /**
     * Number of channels in all groups.
     *
     * @return the sum of the sizes
     */
    public int channels() {
        return groups.stream().mapToInt(ChannelGroup::size).sum();
    }

    /** The positions in every node's output that remain when the given channels are removed: node → sorted positions. */
    static Map<String, int[]> keptOutputs(ChannelGroups all, Map<String, BitSet> removed) {
        Map<String, BitSet> gone = new HashMap<>();
        for (ChannelGroup group : all.groups) {
            BitSet channels = removed.getOrDefault(group.name(), new BitSet());
            if (channels.isEmpty()) {
                continue;
            }
            for (Occurrence o : group.occurrences()) {
                channels.stream()
                        .flatMap(c -> IntStream.of(o.indices()[c]))
                        .forEach(gone.computeIfAbsent(o.node(), k -> new BitSet())::set);
            }
        }
        Map<String, int[]> kept = new LinkedHashMap<>();
        all.spec.shapes().forEach((node, shape) -> {
            BitSet out = gone.getOrDefault(node, new BitSet());
            kept.put(
                    node,
                    IntStream.range(0, shape.channels())
                            .filter(c -> !out.get(c))
                            .toArray());
        });
        return kept;
    }

    @Override
    public String toString() {
        return spec.name() + ", " + channels() + " channels in " + groups.size()
                + (groups.size() == 1 ? " group\n" : " groups\n")
                + groups.stream().map(g -> "  " + g + "\n").collect(Collectors.joining());
    }
}
