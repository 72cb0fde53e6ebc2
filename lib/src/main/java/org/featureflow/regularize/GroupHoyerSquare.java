package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * Hoyer-square over the norms of slices, Σ_l ((Σ_i ‖W_i‖₂)² + (Σ_c ‖W_{:,c}‖₂)²) / Σw² (Yang, Wen and Li 2020, DeepHoyer): few filters and
 * few input channels, whatever their scale. A convolution with groups has no input channels to sum, so there the filters are all.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 */
public record GroupHoyerSquare(Coefficient coefficient, WeightScope scope) implements Regularizer {
    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NDArray tiny = arrays.scalar(HoyerSquare.TINY);
        List<NDArray> parts = new ArrayList<>();
        for (Node node : scope.requireNodes(step.network().spec())) {
            parts.add(ofLayer(node, arrays.array(WeightScope.weight(node)), tiny));
        }
        return Penalty.of("group-hoyer-square", coefficient.at(step.progress()), arrays.sum(parts));
    }

    private static NDArray ofLayer(Node node, NDArray weight, NDArray tiny) {
        NDArray kernels = GroupNorms.ofKernels(weight);
        NDArray filters = GroupNorms.ofFiltersOver(kernels);
        // The norm of the filters' norms is the norm of the whole weight: one pass less over the layer.
        NDArray whole = filters.norm(2, new int[] {0}, false).add(tiny);
        NDArray byFilter = filters.sum().div(whole).square();
        if (!GroupNorms.hasInputs(node)) {
            return byFilter;
        }
        NDArray byInput = GroupNorms.ofInputsOver(kernels).sum().div(whole).square();
        return byFilter.add(byInput);
    }
}
