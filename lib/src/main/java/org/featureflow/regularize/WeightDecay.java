package org.featureflow.regularize;

import java.util.List;
import org.featureflow.nn.NetworkSpec;

/**
 * Half the squared size of the weights, ½ Σ w²: weight decay as a term of the loss, which reports its value. Batch norm and biases are left
 * out.
 *
 * @param coefficient weight in the loss; the gradient of a weight is coefficient · w
 * @param scope which layers
 */
public record WeightDecay(Coefficient coefficient, WeightScope scope) implements Regularizer {
    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        List<String> names = scope.requireWeights(step.network().spec());
        var squares = arrays.sumOver(names, n -> arrays.vector(n).square().sum());
        return Penalty.of("l2", coefficient.at(step.progress()), squares.mul(arrays.scalar(0.5)));
    }
}
