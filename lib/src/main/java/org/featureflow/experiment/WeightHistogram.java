package org.featureflow.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.LayerSparsity;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.sparsity.Weights;

/**
 * How many weights of a network have which size.
 *
 * @param from log10 |w| at the left edge of the first bin
 * @param to log10 |w| at the right edge of the last bin; sizes beyond the edges count in the outer bins
 * @param weights counts for all weights of convolutions and linear layers
 * @param filters counts for the L2 norms of filters with the batch norm folded in
 */
public record WeightHistogram(double from, double to, List<Long> weights, List<Long> filters) {
    private static final double FROM = -8;
    private static final double TO = 2;
    private static final int BINS = 100;

    /** Copies the lists. */
    public WeightHistogram {
        weights = List.copyOf(weights);
        filters = List.copyOf(filters);
    }

    /**
     * Ten bins a decade from 10⁻⁸ to 10².
     *
     * @param network the network
     * @param report of the same network; filters are those of its convolutions
     * @return the counts
     */
    public static WeightHistogram of(Network network, SparsityReport report) {
        long[] filters = new long[BINS];
        for (LayerSparsity layer : report.layers()) {
            if (layer.type().equals("Convolution")) {
                count(layer.effectiveNorms(), filters);
            }
        }
        long[] weights = new long[BINS];
        count(Weights.all(network), weights);
        return new WeightHistogram(FROM, TO, boxed(weights), boxed(filters));
    }

    private static void count(float[] values, long[] bins) {
        for (float v : values) {
            double at = (Math.log10(Math.abs(v)) - FROM) / (TO - FROM) * BINS;
            bins[(int) Math.max(0, Math.min(BINS - 1, Math.floor(at)))]++;
        }
    }

    private static List<Long> boxed(long[] counts) {
        List<Long> list = new ArrayList<>();
        for (long c : counts) {
            list.add(c);
        }
        return Collections.unmodifiableList(list);
    }
}
