package org.featureflow.prune;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Node;

/**
 * What a channel contributes to the feature flow f_0 … f_L: a criterion of this toolkit, made to fit networks that were trained with a short
 * and straight flow. All sizes are L1, per position, averaged over images; differences are taken within stages.
 *
 * <p>A channel that is tapped scores what it adds to length and curvature: the mean of |f_{l+1} − f_l| over its map, summed over l, and k
 * times the mean of |f_{l+1} − 2 f_l + f_{l−1}|. A term between two layers whose channels are not coupled counts for the channel of each.
 *
 * <p>A channel that is not tapped (an inner channel of a residual block), or has no neighbour of its shape, moves the flow only through the
 * weights that read it. It scores a bound on the length it can add: E|a_c| · Σ_o |γ_o| / √(σ²_o + ε) · ‖W[o, c]‖₁ over the outputs o of its
 * readers, a_c what the reader is given of the channel, with the batch norm that follows the reader, if one does; (1 + k) times, since a step of
 * that length bends the flow by as much. A reader that leads only into a gate moves nothing and does not count; channels within a gate, which
 * have no other readers, are scored by those, a bound on the change of the gate.
 *
 * @param curvature k, the weight of curvature against length
 */
record FlowImportance(double curvature) implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        FlowTerms terms = evidence.once("flow terms", () -> FlowTerms.of(evidence));
        List<Occurrence> tapped = group.occurrences().stream()
                .filter(o -> evidence.spec().taps().contains(o.node()))
                .toList();
        if (terms.differences(tapped)) {
            double[] scores = new double[group.size()];
            Arrays.setAll(scores, c -> terms.sum(tapped, c, curvature));
            return scores;
        }
        double[] scores = new double[group.size()];
        for (Slices reader : readers(group, evidence)) {
            double[][] sizes = Activations.meanAbsoluteAt(group, reader, evidence);
            double[] gains = gains(reader, evidence);
            for (int c = 0; c < scores.length; c++) {
                double[] weights = evidence.values(reader, c);
                int length = weights.length / gains.length;
                int kernel = length / sizes[c].length;
                for (int i = 0; i < weights.length; i++) {
                    double size = sizes[c][i % length / kernel];
                    scores[c] += (1 + curvature) * size * gains[i / length] * Math.abs(weights[i]);
                }
            }
        }
        return scores;
    }

    private static List<Slices> readers(ChannelGroup group, Evidence evidence) {
        Set<String> gates = evidence.once("gates", () -> Gates.of(evidence.spec()));
        List<Slices> moving =
                group.readers().stream().filter(r -> !gates.contains(r.node())).toList();
        return moving.isEmpty() ? group.readers() : moving;
    }

    /** How much each output of a reader is scaled by the batch norm behind it. */
    private static double[] gains(Slices reader, Evidence evidence) {
        int outputs = (int) evidence.network().array(reader.array()).getShape().get(0);
        double[] gains = new double[outputs];
        Arrays.fill(gains, 1);
        List<Node> next = evidence.spec().consumers(reader.node());
        if (next.size() == 1 && next.get(0).layer() instanceof BatchNorm norm) {
            double[] scale = evidence.array(next.get(0).name() + ".weight");
            double[] variance = evidence.array(next.get(0).name() + ".running_var");
            Arrays.setAll(gains, o -> Math.abs(scale[o]) / Math.sqrt(variance[o] + norm.epsilon()));
        }
        return gains;
    }
}
