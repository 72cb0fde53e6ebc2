package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;

/**
 * Pushes batch-norm scales apart into a group at 0 and a group away from 0: t Σ|γ| − Σ|γ − mean γ| over all scales of the network (Zhuang
 * et al. 2020, “Neuron-level structured pruning using polarization regularizer”). The value can be negative. The paper keeps γ in [0, a] by
 * clamping; without it γ is only pulled towards that range.
 *
 * @param coefficient weight in the loss
 * @param t weight of the first term; 1.2 in most of the paper's runs
 */
public record Polarization(Coefficient coefficient, double t) implements Regularizer {
    /**
     * Checks t.
     *
     * @throws FeatureFlowException if it is negative or not finite
     */
    public Polarization {
        if (!(t >= 0) || Double.isInfinite(t)) {
            throw new FeatureFlowException("Polarization's t must be 0 or a positive number, not " + t + ".");
        }
    }

    @Override
    public void check(NetworkSpec spec) {
        WeightScope.requireBatchNormScales(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        List<String> names = WeightScope.requireBatchNormScales(step.network().spec());
        NDArray scales = arrays.joined(names);
        NDArray size = scales.norm(1, new int[] {0}, false);
        NDArray spread = scales.sub(scales.mean()).norm(1, new int[] {0}, false);
        NDArray value = size.mul(arrays.scalar(t)).sub(spread);
        return Penalty.of("polarization", coefficient.at(step.progress()), value);
    }
}
