package org.featureflow.prune;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.featureflow.nn.Network;
import org.featureflow.nn.ParameterSpec;

/**
 * First-order estimate of how much the loss changes without the channel (Molchanov et al. 2019), averaged over batches.
 *
 * <p>At the batch norm, a gate z on the channel's output γ x̂ + β has ∂L/∂z = g_γ γ + g_β β; the score is its square. The β branch matters: a
 * channel can be worth something although its γ is zero. At the filters, the score is (Σ g w)² over the filter and its bias, if it has one and no
 * batch norm behind it: the group contribution of the paper, which is the gate on what the filter computes.
 *
 * @param atBatchNorm whether the gate stands at the batch norm, else at the filters
 * @param reduction over the members of a group that several layers make
 */
record TaylorImportance(boolean atBatchNorm, GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        // Again, because a criterion that combines others asks none of them to check.
        requireGradients(new ChannelGroups(evidence.spec(), List.of(group)), evidence.network());
        LossGradients gradients = LossGradients.of(evidence);
        return Members.reduce(
                group,
                members(group),
                reduction,
                (s, channel) -> sum(
                        atBatchNorm
                                ? gradients.gates().get(s.node())
                                : gradients.filters().get(s.array()),
                        s.indices()[channel]));
    }

    @Override
    public void check(ChannelGroups groups) {
        if (atBatchNorm) {
            BatchNormScaleImportance.requireScales(groups, "taylor");
        }
    }

    @Override
    public void check(Evidence evidence) {
        check(evidence.groups());
        requireGradients(evidence.groups(), evidence.network());
    }

    private List<Slices> members(ChannelGroup group) {
        return atBatchNorm ? group.of(ParameterSpec.Kind.SCALE) : group.filters();
    }

    private void requireGradients(ChannelGroups groups, Network network) {
        Set<String> frozen = Set.copyOf(network.frozen());
        Unscorable.require(
                groups,
                group -> members(group).stream()
                        .map(s -> LossGradients.arrays(network.spec().node(s.node()), network.spec()))
                        .allMatch(arrays -> Collections.disjoint(arrays, frozen)),
                "are made by frozen arrays, which get no gradient, so Taylor importances cannot score them before they are unfrozen");
    }

    private static double sum(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).sum();
    }
}
