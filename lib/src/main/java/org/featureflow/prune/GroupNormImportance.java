package org.featureflow.prune;

import java.util.List;
import org.featureflow.nn.ParameterSpec;

/**
 * Sum of squares over everything the channel owns: its filters, its batch-norm scales and the weights that read it (DepGraph, Fang et al.
 * 2023: I_k = Σ ‖w[k]‖²).
 *
 * @param reduction over the slices
 */
record GroupNormImportance(GroupReduction reduction) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        List<Slices> members = group.slices().stream()
                .filter(s -> s.kind() == ParameterSpec.Kind.WEIGHT || s.kind() == ParameterSpec.Kind.SCALE)
                .toList();
        return Members.reduce(group, members, reduction, (s, channel) -> {
            double norm = FilterImportance.l2(evidence.values(s, channel));
            return norm * norm;
        });
    }
}
