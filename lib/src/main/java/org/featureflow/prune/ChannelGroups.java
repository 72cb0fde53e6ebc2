package org.featureflow.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.NetworkSpec;

/**
 * The prunable channels of a network, derived from its spec. Channels that live in exactly the same arrays form a group; groups are listed in
 * order of computation. Class outputs and image channels belong to none.
 *
 * @param spec the architecture
 * @param groups the groups, each with a name of its own
 */
public record ChannelGroups(NetworkSpec spec, List<ChannelGroup> groups) {
    /**
     * Copies the list.
     *
     * @param spec the architecture
     * @param groups the groups, each with a name of its own
     */
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
        ChannelWalk walk = new ChannelWalk(spec);
        Map<Integer, Map<Integer, List<Integer>>> places = places(walk);
        Map<List<Integer>, List<Integer>> bySignature = new LinkedHashMap<>();
        places.forEach((component, touched) -> {
            boolean made = touched.keySet().stream()
                    .anyMatch(t -> walk.touches().get(t).axis() == 0);
            if (made && !walk.components().isFixed(component)) {
                bySignature
                        .computeIfAbsent(List.copyOf(touched.keySet()), k -> new ArrayList<>())
                        .add(component);
            }
        });
        Map<String, Map<Integer, List<Integer>>> found = occurrences(walk);
        Map<String, Integer> used = new HashMap<>();
        List<ChannelGroup> groups = new ArrayList<>();
        bySignature.entrySet().stream()
                // The whole list: groups of one layer would change places when one of them loses its first channel.
                .sorted(Comparator.comparing(Map.Entry::getKey, ChannelGroups::inOrder))
                .forEach(e -> {
                    ChannelGroup group = group(walk, e.getKey(), e.getValue(), places, found, used);
                    if (channels == Channels.ALL || !group.coupled()) {
                        groups.add(group);
                    }
                });
        return new ChannelGroups(spec, groups);
    }

    private static int inOrder(List<Integer> touched, List<Integer> others) {
        return Arrays.compare(ints(touched), ints(others));
    }

    /** Component → touch → indices along that touch's axis. Components and touches in order of first appearance. */
    private static Map<Integer, Map<Integer, List<Integer>>> places(ChannelWalk walk) {
        Map<Integer, Map<Integer, List<Integer>>> places = new LinkedHashMap<>();
        for (int t = 0; t < walk.touches().size(); t++) {
            int[] elements = walk.touches().get(t).elements();
            for (int i = 0; i < elements.length; i++) {
                places.computeIfAbsent(walk.components().find(elements[i]), k -> new TreeMap<>())
                        .computeIfAbsent(t, k -> new ArrayList<>())
                        .add(i);
            }
        }
        return places;
    }

    private static Map<String, Map<Integer, List<Integer>>> occurrences(ChannelWalk walk) {
        Map<String, Map<Integer, List<Integer>>> found = new LinkedHashMap<>();
        walk.outputs().forEach((node, elements) -> {
            Map<Integer, List<Integer>> at = new HashMap<>();
            for (int i = 0; i < elements.length; i++) {
                at.computeIfAbsent(walk.components().find(elements[i]), k -> new ArrayList<>())
                        .add(i);
            }
            found.put(node, at);
        });
        return found;
    }

    private static ChannelGroup group(
            ChannelWalk walk,
            List<Integer> touched,
            List<Integer> unordered,
            Map<Integer, Map<Integer, List<Integer>>> places,
            Map<String, Map<Integer, List<Integer>>> found,
            Map<String, Integer> used) {
        int maker = touched.stream()
                .filter(t -> walk.touches().get(t).axis() == 0)
                .findFirst()
                .orElseThrow();
        List<Integer> components = unordered.stream()
                .sorted(Comparator.comparing(c -> places.get(c).get(maker).get(0)))
                .toList();
        List<Slices> slices = new ArrayList<>();
        for (int t : touched) {
            ChannelWalk.Touch touch = walk.touches().get(t);
            int[][] indices =
                    components.stream().map(c -> ints(places.get(c).get(t))).toArray(int[][]::new);
            slices.add(
                    new Slices(touch.node(), touch.array(), touch.kind(), touch.axis(), indices, walk.isGate(touch)));
        }
        List<Occurrence> occurrences = new ArrayList<>();
        found.forEach((node, at) -> {
            if (components.stream().anyMatch(at::containsKey)) {
                occurrences.add(new Occurrence(
                        node,
                        components.stream()
                                .map(c -> ints(at.getOrDefault(c, List.of())))
                                .toArray(int[][]::new)));
            }
        });
        String node = walk.touches().get(maker).node();
        int repeated = used.merge(node, 1, Integer::sum);
        return new ChannelGroup(
                repeated == 1 ? node : node + "#" + repeated,
                components.size(),
                walk.components().isAdded(components.get(0)),
                slices,
                occurrences);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A group by its name.
     *
     * @param name the group's name
     * @return the group
     * @throws FeatureFlowException if there is none of that name, with the names there are
     */
    public ChannelGroup group(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FeatureFlowException("Network " + spec.name() + " has no channel group “" + name
                        + "”; its groups are "
                        + groups.stream().map(ChannelGroup::name).collect(Collectors.joining(", ")) + "."));
    }

    /**
     * Leaves out the groups whose channels appear in the outputs of some nodes.
     *
     * @param nodes names of nodes, of any layer, whose outputs must keep all their channels
     * @return the other groups
     * @throws FeatureFlowException if the network has no node of a name
     */
    public ChannelGroups without(Collection<String> nodes) {
        nodes.forEach(spec::node);
        return new ChannelGroups(
                spec,
                groups.stream()
                        .filter(g -> g.occurrences().stream().noneMatch(o -> nodes.contains(o.node())))
                        .toList());
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
        return spec.name() + ", " + channels() + " channels in " + groups.size() + " groups\n"
                + groups.stream().map(g -> "  " + g + "\n").collect(Collectors.joining());
    }
}
