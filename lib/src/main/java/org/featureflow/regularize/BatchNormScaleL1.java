package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.nn.NetworkSpec;

/**
 * The absolute size of the batch-norm scales, Σ |γ| (network slimming, Liu et al. 2017). Channels whose γ becomes small are pruned by
 * {@code --importance batch_norm_scale}. All batch norms of the network count. The paper starts γ at 0.5; here it starts at 1.
 *
 * @param coefficient weight in the loss; 1e-4 for VGG and 1e-5 for ResNet in the paper
 */
public record BatchNormScaleL1(Coefficient coefficient) implements Regularizer {
    @Override
    public void check(NetworkSpec spec) {
        WeightScope.requireBatchNormScales(spec);
    }

    @Override
    public Penalty penalty(TrainingStep step) {
        StepArrays arrays = new StepArrays(step);
        List<String> names = WeightScope.requireBatchNormScales(step.network().spec());
        NDArray sum = arrays.joined(names).norm(1, new int[] {0}, false);
        return Penalty.of("batch-norm-scale", coefficient.at(step.progress()), sum);
    }
}
