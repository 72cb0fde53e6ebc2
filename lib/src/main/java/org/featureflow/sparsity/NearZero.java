package org.featureflow.sparsity;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Shares of a layer that count as zero by one threshold.
 *
 * @param threshold the threshold, as text such as {@code ≤1e-2·max}
 * @param weights share of single weights
 * @param filters share of filters ‖W_i‖ (rows of a linear layer); a relative threshold refers to the filters' norms
 * @param inputs share of input channels ‖W_{:,c}‖ (columns), each over the filters that read it
 * @param kernels share of kernels ‖W_{i,c}‖
 * @param folded share of filters by their norms with the batch norm behind them folded in, which a small γ makes small too; NaN without
 *     batch norm
 */
public record NearZero(String threshold, double weights, double filters, double inputs, double kernels, double folded) {
    static NearZero of(Threshold threshold, WeightTensor weight, Slices norms, float[] folded) {
        return new NearZero(
                threshold.toString(),
                threshold.share(weight.values()),
                threshold.share(norms.filters()),
                threshold.share(norms.inputs()),
                threshold.share(norms.kernels()),
                threshold.share(folded));
    }

    /** The norms of one layer's slices. */
    record Slices(float[] filters, float[] inputs, float[] kernels) {
        static Slices of(WeightTensor weight) {
            return new Slices(weight.filterNorms(), weight.inputNorms(), weight.kernelNorms());
        }
    }

    /**
     * Shares of several layers together, each layer counting as often as it has slices.
     *
     * @param inputs input channels of a layer, which a grouped convolution has more of than one filter reads
     */
    static NearZero total(List<LayerSparsity> layers, int threshold, ToDoubleFunction<LayerSparsity> inputs) {
        return new NearZero(
                layers.get(0).nearZero().get(threshold).threshold(),
                mean(layers, l -> l.nearZero().get(threshold).weights, LayerSparsity::weights),
                mean(layers, l -> l.nearZero().get(threshold).filters, LayerSparsity::out),
                mean(layers, l -> l.nearZero().get(threshold).inputs, inputs),
                mean(layers, l -> l.nearZero().get(threshold).kernels, l -> (double) l.out() * l.in()),
                mean(
                        layers.stream().filter(l -> !l.foldedNorms().isEmpty()).toList(),
                        l -> l.nearZero().get(threshold).folded,
                        LayerSparsity::out));
    }

    private static double mean(
            List<LayerSparsity> layers, ToDoubleFunction<LayerSparsity> share, ToDoubleFunction<LayerSparsity> size) {
        double zeros = layers.stream()
                .mapToDouble(l -> share.applyAsDouble(l) * size.applyAsDouble(l))
                .sum();
        return zeros / layers.stream().mapToDouble(size).sum();
    }
}
