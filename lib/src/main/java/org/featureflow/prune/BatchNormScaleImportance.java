package org.featureflow.prune;

import java.util.Arrays;
import org.featureflow.nn.ParameterSpec;

/**
 * |γ| of the batch norms that scale the channel (network slimming, Liu et al. 2017); the mean over its channels of those of group norms.
 *
 * @param reduction over the batch norms of a group that has several
 */
record BatchNormScaleImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        return Members.reduce(
                group,
                group.of(ParameterSpec.Kind.SCALE),
                reduction,
                (scale, channel) -> Arrays.stream(evidence.values(scale, channel))
                        .map(Math::abs)
                        .average()
                        .orElse(0));
    }

    @Override
    public void check(ChannelGroups groups) {
        requireScales(groups, "batch_norm_scale");
    }

    static void requireScales(ChannelGroups groups, String importance) {
        Unscorable.require(
                groups,
                group -> !group.of(ParameterSpec.Kind.SCALE).isEmpty(),
                "have no batch norm, so " + importance + " cannot score them");
    }
}
