package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.nn.NetworkSpec;

/**
 * The squared ratio of the L1 to the L2 norm of each layer, Σ_l (Σ|w|)² / Σw² (Yang, Wen and Li 2020, DeepHoyer). Between 1 (one weight)
 * and the number of weights (all of one size), whatever their scale: it makes weights sparse without making them small.
 *
 * @param coefficient weight in the loss
 * @param scope which layers
 */
public record HoyerSquare(Coefficient coefficient, WeightScope scope) implements Regularizer {
    /** Keeps a layer of zeros from dividing 0 by 0: its value and gradient are 0. */
    static final double TINY = 1e-12;

    @Override
    public void check(NetworkSpec spec) {
        scope.requireNodes(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        NDArray tiny = arrays.scalar(TINY);
        List<String> names = scope.requireWeights(step.network().spec());
        NDArray value = arrays.sumOver(names, n -> ratio(arrays.vector(n), tiny).square());
        return Penalty.of("hoyer-square", coefficient.at(step.progress()), value);
    }

    private static NDArray ratio(NDArray vector, NDArray tiny) {
        int[] all = {0};
        return vector.norm(1, all, false).div(vector.norm(2, all, false).add(tiny));
    }
}
