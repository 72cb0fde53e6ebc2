package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.nn.NetworkSpec;

/**
 * How far filters are from being orthonormal, with W [out, n] the matrix of a layer's filters (Bansal, Chen and Wang 2018):
 *
 * <ul>
 *   <li>soft orthogonality (SO): Σ_l ‖W Wᵀ − I‖²_F over pairs of filters
 *   <li>double soft orthogonality (DSO): Σ_l ‖W Wᵀ − I‖²_F + ‖Wᵀ W − I‖²_F
 * </ul>
 *
 * <p>The two squares differ by the constant out − n, because W Wᵀ and Wᵀ W have the same Frobenius norm and trace. So only the product over
 * the shorter side is computed, and the gradient of DSO is twice that of SO: the methods differ by a factor of 2 in the coefficient.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 * @param doubled whether both products count (DSO)
 */
public record Orthogonality(Coefficient coefficient, WeightScope scope, boolean doubled) implements Regularizer {
    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        List<String> names = scope.requireWeights(step.network().spec());
        NDArray value = arrays.sumOver(names, n -> ofLayer(arrays.rows(n), arrays));
        String name = doubled ? "double-orthogonality" : "orthogonality";
        return Penalty.of(name, coefficient.at(step.progress()), value);
    }

    private NDArray ofLayer(NDArray rows, StepArrays arrays) {
        long out = rows.getShape().get(0);
        long n = rows.getShape().get(1);
        NDArray columns = rows.transpose();
        NDArray products = out <= n ? rows.matMul(columns) : columns.matMul(rows);
        NDArray shorter =
                products.sub(arrays.identity(Math.min(out, n))).square().sum();
        // ‖W Wᵀ − I‖² = ‖Wᵀ W − I‖² + out − n
        long extra = doubled ? Math.abs(out - n) : Math.max(0, out - n);
        NDArray all = doubled ? shorter.add(shorter) : shorter;
        return extra == 0 ? all : all.add(arrays.scalar(extra));
    }
}
