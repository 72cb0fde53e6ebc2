package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Hoyer-square over the norms of slices, Σ_l ((Σ_i ‖W_i‖₂)² + (Σ_c ‖W_{:,c}‖₂)²) / Σw² (Yang, Wen and Li 2020, DeepHoyer): few filters and
 * few input channels, whatever their scale.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 */
public record GroupHoyerSquare(Coefficient coefficient, WeightScope scope) implements Regularizer {
    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NDArray tiny = arrays.scalar(HoyerSquare.TINY);
        List<String> names = scope.weights(step.network().spec());
        NDArray value = arrays.sumOver(names, n -> ofLayer(arrays.array(n), tiny));
        return Penalty.of("group-hoyer-square", coefficient.at(step.progress()), value);
    }

    private static NDArray ofLayer(NDArray weight, NDArray tiny) {
        NDArray kernels = GroupNorms.ofKernels(weight);
        NDArray filters = GroupNorms.ofFiltersOver(kernels);
        // The norm of the filters' norms is the norm of the whole weight: one pass less over the layer.
        NDArray whole = filters.norm(2, new int[] {0}, false).add(tiny);
        NDArray byFilter = filters.sum().div(whole).square();
        NDArray byInput = GroupNorms.ofInputsOver(kernels).sum().div(whole).square();
        return byFilter.add(byInput);
    }
}
