package org.featureflow.prune;

import java.util.Arrays;
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
        LossGradients gradients = LossGradients.of(evidence);
        if (atBatchNorm) {
            return Members.reduce(
                    group,
                    group.of(ParameterSpec.Kind.SCALE),
                    reduction,
                    (s, channel) -> sum(gradients.gates().get(s.node()), s.indices()[channel]));
        }
        return Members.reduce(
                group,
                group.filters(),
                reduction,
                (s, channel) -> sum(gradients.filters().get(s.array()), s.indices()[channel]));
    }

    @Override
    public void check(ChannelGroups groups) {
        if (atBatchNorm) {
            BatchNormScaleImportance.requireScales(groups, "taylor");
        }
    }

    private static double sum(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).sum();
    }
}
