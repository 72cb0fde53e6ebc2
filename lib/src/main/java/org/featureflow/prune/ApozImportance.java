package org.featureflow.prune;

import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Layer;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Nonlinearity;
import org.featureflow.nn.Relu;

/**
 * The share of a channel's activations that are not zero: 1 − APoZ (Hu et al. 2016). Every channel of a group has to pass an activation that is
 * zero for a whole range of inputs: one that passes none is zero by chance only, and would stay whatever it is worth.
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
        NetworkSpec spec = groups.spec();
        Unscorable.require(
                groups,
                group -> Activations.of(group, spec).stream()
                        .distinct()
                        .allMatch(outputs -> outputs.stream()
                                .anyMatch(o -> hasZeros(spec.node(o.node()).layer()))),
                "pass no rectifier or other activation that is often zero, or only some of them do, so apoz cannot tell them apart");
    }

    /** Whether a whole range of inputs becomes zero; SiLU, a batch norm or a convolution is zero by chance only. */
    private static boolean hasZeros(Layer layer) {
        return layer instanceof Relu
                || layer instanceof Clip clip && (clip.min() == 0 || clip.max() == 0)
                || layer.equals(new Nonlinearity(ActivationFunction.HARD_SWISH));
    }
}
