package org.featureflow.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.nn.ParameterSpec;

/** Sorts the channels that a walk found into groups: those that are touched by exactly the same axes of arrays belong together. */
final class ChannelGrouping {
    private final ChannelWalk walk;
    /** For every touch, channel → its indices along the touched axis. */
    private final List<Map<Integer, List<Integer>>> touched;
    /** For every node, channel → its places in the node's output. */
    private final Map<String, Map<Integer, List<Integer>>> outputs = new LinkedHashMap<>();

    ChannelGrouping(ChannelWalk walk) {
        this.walk = walk;
        touched = walk.touches().stream().map(t -> places(t.elements())).toList();
        walk.outputs().forEach((node, elements) -> outputs.put(node, places(elements)));
    }

    /** Channel (the first of the elements that hang together) → where it is among some elements. */
    private Map<Integer, List<Integer>> places(int[] elements) {
        Map<Integer, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < elements.length; i++) {
            places.computeIfAbsent(walk.components().find(elements[i]), c -> new ArrayList<>())
                    .add(i);
        }
        return places;
    }

    /** All groups, in order of computation. */
    List<ChannelGroup> groups() {
        Map<String, Integer> used = new HashMap<>();
        return channelsByTouches().entrySet().stream()
                // The whole list: groups of one layer would change places when one of them loses its first channel.
                .sorted(Comparator.comparing(Map.Entry::getKey, ChannelGrouping::inOrder))
                .map(e -> group(e.getKey(), e.getValue(), used))
                .toList();
    }

    private static int inOrder(List<Integer> touches, List<Integer> others) {
        return Arrays.compare(ints(touches), ints(others));
    }

    /** The channels that some layer makes and nothing fixes, by the numbers of the touches that they are found in. */
    private Map<List<Integer>, List<Integer>> channelsByTouches() {
        Map<Integer, List<Integer>> touches = new LinkedHashMap<>();
        for (int t = 0; t < touched.size(); t++) {
            for (int channel : touched.get(t).keySet()) {
                touches.computeIfAbsent(channel, c -> new ArrayList<>()).add(t);
            }
        }
        Map<List<Integer>, List<Integer>> channels = new LinkedHashMap<>();
        touches.forEach((channel, of) -> {
            if (of.stream().anyMatch(this::makes) && !walk.components().isFixed(channel)) {
                channels.computeIfAbsent(of, t -> new ArrayList<>()).add(channel);
            }
        });
        return channels;
    }

    /** A slope makes nothing of a channel of zeros. */
    private boolean makes(int touch) {
        ChannelWalk.Touch t = walk.touches().get(touch);
        return t.axis() == 0 && t.kind() != ParameterSpec.Kind.SLOPE;
    }

    private ChannelGroup group(List<Integer> touches, List<Integer> unordered, Map<String, Integer> used) {
        int maker = touches.stream().filter(this::makes).findFirst().orElseThrow();
        List<Integer> channels = unordered.stream()
                .sorted(Comparator.comparing(c -> touched.get(maker).get(c).get(0)))
                .toList();
        List<Slices> slices = touches.stream()
                .map(t -> slices(walk.touches().get(t), indices(channels, touched.get(t))))
                .toList();
        List<Occurrence> occurrences = outputs.entrySet().stream()
                .filter(e -> channels.stream().anyMatch(e.getValue()::containsKey))
                .map(e -> new Occurrence(e.getKey(), indices(channels, e.getValue())))
                .toList();
        String node = walk.touches().get(maker).node();
        int repeated = used.merge(node, 1, Integer::sum);
        return new ChannelGroup(
                repeated == 1 ? node : node + "#" + repeated,
                channels.size(),
                walk.components().isAdded(channels.get(0)),
                slices,
                occurrences);
    }

    private Slices slices(ChannelWalk.Touch touch, int[][] indices) {
        return new Slices(touch.node(), touch.array(), touch.kind(), touch.axis(), indices, walk.isGate(touch));
    }

    private static int[][] indices(List<Integer> channels, Map<Integer, List<Integer>> places) {
        return channels.stream()
                .map(c -> ints(places.getOrDefault(c, List.of())))
                .toArray(int[][]::new);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
