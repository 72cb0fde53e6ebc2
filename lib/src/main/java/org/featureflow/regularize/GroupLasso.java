package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * The sum of the Euclidean norms of filters and of input channels, Σ_l (Σ_i ‖W_i‖₂ + Σ_c ‖W_{:,c}‖₂), which drives whole slices to zero
 * together (structured sparsity learning, Wen et al. 2016). Gradient steps come near zero but not onto it: cut by a threshold, or apply
 * {@link GroupSoftThreshold} after each step.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 * @param filters whether output channels are groups
 * @param inputs whether input channels are groups; a convolution with groups has none
 * @param weightedBySize whether a slice of n weights counts √n times, so that layers of different width are pulled alike
 */
public record GroupLasso(
        Coefficient coefficient, WeightScope scope, boolean filters, boolean inputs, boolean weightedBySize)
        implements Regularizer {
    /**
     * Checks that there is something to penalise.
     *
     * @throws FeatureFlowException if neither filters nor inputs are groups
     */
    public GroupLasso {
        if (!filters && !inputs) {
            throw new FeatureFlowException("A group lasso needs groups: filters, input channels or both.");
        }
    }

    /**
     * As published: filters and input channels, without size weights, outside a residual network's stem and shortcuts.
     *
     * @param coefficient weight in the loss
     * @return the penalty
     */
    public static GroupLasso published(Coefficient coefficient) {
        return new GroupLasso(coefficient, WeightScope.BRANCHES, true, true, false);
    }

    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        return Penalty.of("group-lasso", coefficient.at(step.progress()), value(step, new StepArrays(step)));
    }

    NDArray value(TrainingStep step, StepArrays arrays) {
        List<NDArray> parts = new ArrayList<>();
        for (Node node : scope.requireNodes(step.network().spec())) {
            NDArray weight = arrays.array(WeightScope.weight(node));
            if (!inputs || !GroupNorms.hasInputs(node)) {
                if (filters) {
                    parts.add(sum(GroupNorms.ofFilters(weight), weight.size(), arrays));
                }
                continue;
            }
            NDArray kernels = GroupNorms.ofKernels(weight);
            if (filters) {
                parts.add(sum(GroupNorms.ofFiltersOver(kernels), weight.size(), arrays));
            }
            parts.add(sum(GroupNorms.ofInputsOver(kernels), weight.size(), arrays));
        }
        return arrays.sum(parts);
    }

    private NDArray sum(NDArray norms, long size, StepArrays arrays) {
        NDArray sum = norms.sum();
        return weightedBySize ? sum.mul(arrays.scalar(Math.sqrt((double) size / norms.size()))) : sum;
    }
}
