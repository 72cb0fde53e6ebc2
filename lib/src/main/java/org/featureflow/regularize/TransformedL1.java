package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;

/**
 * A penalty between L0 and L1, Σ (a+1)|w| / (a+|w|) (Nikolova 2000; Zhang and Xin 2018; a = 1 in Yang et al. 2020, DeepHoyer's
 * comparison): as a goes to 0 it counts the weights that are not 0, as a grows it becomes L1. Large weights are hardly pulled.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 * @param a shape, positive
 */
public record TransformedL1(Coefficient coefficient, WeightScope scope, double a) implements Regularizer {
    /**
     * Checks the shape.
     *
     * @throws FeatureFlowException if it is not positive
     */
    public TransformedL1 {
        if (!(a > 0) || Double.isInfinite(a)) {
            throw new FeatureFlowException("Transformed L1 needs a positive shape a, not " + a + ".");
        }
    }

    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NDArray shape = arrays.scalar(a);
        List<String> names = scope.requireWeights(step.network().spec());
        NDArray sum = arrays.sumOver(names, n -> {
            NDArray size = arrays.vector(n).abs();
            return size.div(size.add(shape)).sum();
        });
        return Penalty.of("transformed-l1", coefficient.at(step.progress()), sum.mul(arrays.scalar(a + 1)));
    }
}
