package org.featureflow.regularize;

import java.util.List;
import org.featureflow.nn.NetworkSpec;

/**
 * The absolute size of the weights, Σ |w| (lasso). Batch norm and biases are left out. The gradient at 0 is 0.
 *
 * @param coefficient weight in the loss; the gradient of a weight is coefficient · sign(w)
 * @param scope which layers
 */
public record WeightL1(Coefficient coefficient, WeightScope scope) implements Regularizer {
    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        List<String> names = scope.requireWeights(step.network().spec());
        var sum = arrays.sumOver(names, n -> arrays.vector(n).norm(1, new int[] {0}, false));
        return Penalty.of("l1", coefficient.at(step.progress()), sum);
    }
}
