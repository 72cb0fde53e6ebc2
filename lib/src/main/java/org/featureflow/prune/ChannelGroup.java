package org.featureflow.prune;

import java.util.List;
import java.util.stream.Collectors;
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
    /**
     * Copies the lists.
     *
     * @param name the first node that makes the channels
     * @param size number of channels
     * @param coupled whether the channels pass through an addition, so that several layers make them together (stem and residual stream)
     * @param slices the parts of arrays the channels own, in order of computation
     * @param occurrences the outputs the channels appear in, in order of computation
     */
    public ChannelGroup {
        slices = List.copyOf(slices);
        occurrences = List.copyOf(occurrences);
    }

    /**
     * The filters that make the channels: weights of convolutions and linear layers along axis 0.
     *
     * @return one entry, or several in a coupled group
     */
    public List<Slices> filters() {
        return slices.stream()
                .filter(s -> s.produces() && s.kind() == ParameterSpec.Kind.WEIGHT)
                .toList();
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
     * Arrays of one kind along axis 0, such as batch-norm scales.
     *
     * @param kind the kind
     * @return the slices of that kind
     */
    public List<Slices> of(ParameterSpec.Kind kind) {
        return slices.stream().filter(s -> s.produces() && s.kind() == kind).toList();
    }

    /**
     * Whether a node makes channels of this group.
     *
     * @param node a node's name
     * @return true if one of its filters or batch norms is in the group
     */
    public boolean madeBy(String node) {
        return slices.stream().anyMatch(s -> s.produces() && s.node().equals(node));
    }

    @Override
    public String toString() {
        return name + ": " + size + (coupled ? " coupled" : "") + " channels, made by "
                + filters().stream().map(Slices::node).collect(Collectors.joining(", ")) + ", read by "
                + readers().stream().map(Slices::node).collect(Collectors.joining(", "));
    }
}
