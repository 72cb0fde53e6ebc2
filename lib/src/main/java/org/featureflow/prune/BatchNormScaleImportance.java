package org.featureflow.prune;

import java.util.Arrays;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.ParameterSpec;

/**
 * |γ| of the batch norms that scale the channel (network slimming, Liu et al. 2017).
 *
 * @param reduction over the batch norms of a coupled group
 */
record BatchNormScaleImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        return Members.reduce(
                group,
                scales(group, "batch_norm_scale"),
                reduction,
                (scale, channel) -> Arrays.stream(evidence.values(scale, channel))
                        .map(Math::abs)
                        .average()
                        .orElse(0));
    }

    static List<Slices> scales(ChannelGroup group, String importance) {
        List<Slices> scales = group.of(ParameterSpec.Kind.SCALE);
        if (scales.isEmpty()) {
            throw new FeatureFlowException("The channels of “" + group.name() + "” have no batch norm, so " + importance
                    + " cannot score them; protect that layer or choose another importance.");
        }
        return scales;
    }
}
