package org.featureflow.prune;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.nn.ParameterSpec;

/**
 * Channels that live in the same places and can be removed one by one: the filters of one convolution, or the channels of a residual stream
 * with everything that writes or reads them. Removing a channel means removing all its slices.
 *
 * @param name the first node that makes the channels
 * @param size number of channels
 * @param coupled whether the channels pass through an addition, so that several layers make them together (stem and residual stream)
 * @param slices the parts of arrays the channels own, in order of computation
 * @param occurrences the outputs the channels appear in, in order of computation
 */
public record ChannelGroup(String name, int size, boolean coupled, List<Slices> slices, List<Occurrence> occurrences) {
    /** Copies the lists. */
    public ChannelGroup {
        slices = List.copyOf(slices);
        occurrences = List.copyOf(occurrences);
    }

    /**
     * The filters that make the channels: weights of convolutions and linear layers along axis 0, those of gates aside.
     *
     * @return one entry, or several where several layers make the channels together: by an addition, a product or a depthwise convolution
     */
    public List<Slices> filters() {
        return of(ParameterSpec.Kind.WEIGHT);
    }

    /**
     * The weights that read the channels, along axis 1.
     *
     * @return weights of the following layers
     */
    public List<Slices> readers() {
        return slices.stream().filter(s -> !s.produces()).toList();
    }

    /**
     * Arrays of one kind along axis 0, such as batch-norm scales, those of gates aside.
     *
     * @param kind the kind
     * @return the slices of that kind
     */
    public List<Slices> of(ParameterSpec.Kind kind) {
        return slices.stream()
                .filter(s -> s.produces() && !s.gate() && s.kind() == kind)
                .toList();
    }

    /**
     * Whether a node makes channels of this group.
     *
     * @param node a node's name
     * @return true if one of its filters or batch norms is in the group; false for a gate's
     */
    public boolean madeBy(String node) {
        return slices.stream()
                .anyMatch(s -> s.produces() && !s.gate() && s.node().equals(node));
    }

    @Override
    public String toString() {
        String gates = nodes(slices.stream().filter(s -> s.gate() && s.kind() == ParameterSpec.Kind.WEIGHT));
        return name + ": " + size + (coupled ? " coupled" : "") + " channels, made by "
                + nodes(filters().stream())
                + (gates.isEmpty() ? "" : ", weighed by " + gates)
                + ", read by "
                + nodes(readers().stream());
    }

    private static String nodes(Stream<Slices> members) {
        return members.map(Slices::node).collect(Collectors.joining(", "));
    }
}
