package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;

/**
 * Group lasso on filters and L1 together, Σ_l ((1−α) √n Σ_i ‖W_i‖₂ + α ‖W‖₁) with n weights in a filter (Simon et al. 2013): zero
 * filters, and zeros within the others. Scardapane et al. 2017 brought it to networks, with the outgoing weights of a unit as groups; here
 * groups are filters.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 * @param alpha share of the L1 part, from 0 to 1
 */
public record SparseGroupLasso(Coefficient coefficient, WeightScope scope, double alpha) implements Regularizer {
    /**
     * Checks the share.
     *
     * @throws FeatureFlowException if it is not in [0, 1]
     */
    public SparseGroupLasso {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new FeatureFlowException("The L1 share of a sparse group lasso goes from 0 to 1, not " + alpha + ".");
        }
    }

    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NDArray groups = new GroupLasso(coefficient, scope, true, false, true).value(step, arrays);
        List<String> names = scope.weights(step.network().spec());
        NDArray single = arrays.sumOver(names, n -> arrays.vector(n).norm(1, new int[] {0}, false));
        NDArray value = groups.mul(arrays.scalar(1 - alpha)).add(single.mul(arrays.scalar(alpha)));
        return Penalty.of("sparse-group-lasso", coefficient.at(step.progress()), value);
    }
}
