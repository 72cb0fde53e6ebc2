package org.featureflow.sparsity;

import java.util.ArrayList;
import java.util.List;

/**
 * The sparsity of one layer's weights.
 *
 * @param layer the node's name
 * @param type Convolution or Linear
 * @param out filters, or rows
 * @param in input channels that a filter reads, or columns
 * @param weights number of weights
 * @param nearZero shares that count as zero, one entry a threshold
 * @param spread how unevenly size is spread over the weights
 * @param effectiveRank of the matrix [out, everything else]
 * @param stableRank of the same matrix
 * @param fullRank the shorter side of the same matrix
 * @param filterNorms ‖W_i‖₂ [out]
 * @param foldedNorms |γ_i|/√(variance_i + ε) · ‖W_i‖₂ [out] where a batch norm follows, else empty
 */
public record LayerSparsity(
        String layer,
        String type,
        int out,
        int in,
        long weights,
        List<NearZero> nearZero,
        Spread spread,
        double effectiveRank,
        double stableRank,
        int fullRank,
        List<Float> filterNorms,
        List<Float> foldedNorms) {
    /** Copies the lists. */
    public LayerSparsity {
        nearZero = List.copyOf(nearZero);
        filterNorms = List.copyOf(filterNorms);
        foldedNorms = List.copyOf(foldedNorms);
    }

    static LayerSparsity of(
            String layer, String type, WeightTensor weight, float[] foldedNorms, List<Threshold> thresholds) {
        NearZero.Slices norms = NearZero.Slices.of(weight);
        List<NearZero> nearZero = thresholds.stream()
                .map(t -> NearZero.of(t, weight, norms, foldedNorms))
                .toList();
        double[] singular = weight.singularValues();
        return new LayerSparsity(
                layer,
                type,
                weight.out(),
                weight.in(),
                weight.values().length,
                nearZero,
                Spread.of(weight.values()),
                Spectrum.effectiveRank(singular),
                Spectrum.stableRank(singular),
                singular.length,
                boxed(norms.filters()),
                boxed(foldedNorms));
    }

    /**
     * The norms that say what filters do: folded ones where there are any.
     *
     * @return [out]
     */
    public float[] effectiveNorms() {
        List<Float> norms = foldedNorms.isEmpty() ? filterNorms : foldedNorms;
        float[] values = new float[norms.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = norms.get(i);
        }
        return values;
    }

    private static List<Float> boxed(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float v : values) {
            list.add(v);
        }
        return list;
    }
}
