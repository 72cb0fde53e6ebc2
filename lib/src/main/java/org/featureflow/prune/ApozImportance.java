package org.featureflow.prune;

import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Nonlinearity;

/**
 * The share of a channel's activations that are not zero: 1 − APoZ (Hu et al. 2016).
 *
 * @param reduction over the activations of a group that has several
 */
record ApozImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        return Activations.scores(group, evidence, "not zero", Activations::shareNotZero, reduction);
    }

    @Override
    public void check(ChannelGroups groups) {
        Unscorable.require(
                groups,
                group -> Activations.of(group, groups.spec()).stream().anyMatch(o -> hasZeros(groups.spec(), o)),
                "pass SiLU, which is never zero, so apoz cannot tell them apart");
    }

    private static boolean hasZeros(NetworkSpec spec, Occurrence o) {
        return !spec.node(o.node()).layer().equals(new Nonlinearity(ActivationFunction.SILU));
    }
}
