package org.featureflow.prune;

import org.featureflow.nn.Network;
import org.featureflow.nn.ParameterSpec;

/**
 * Soft filter pruning (SFP, He et al. 2018): after every epoch the filters of a fresh plan are zeroed, and training goes on with all of them,
 * so that they may recover. After the last epoch the network is shrunk by the last plan.
 *
 * <pre>{@code
 * Pruning settings = Pruning.by("l2").scope(Scope.local()).target(Target.channels(0.7));
 * Training training = Training.of(network, data).recipe(recipe);
 * int epoch = training.stepsPerEpoch();
 * training.afterStep((trained, step) -> {
 *     if (step % epoch == 0) SoftPruning.apply(trained, settings.plan(trained));
 * });
 * }</pre>
 */
public final class SoftPruning {
    private SoftPruning() {}

    /**
     * Zeroes the filters (and their biases) that a plan removes, in place, once. Batch norm stays: with a scale of zero no gradient would reach
     * the filter again. So a zeroed channel still puts out a constant, β − γμ/σ, which the shrunk network lacks: evaluate that one.
     * A head of attention hardly recovers: without queries neither queries nor keys get a gradient.
     *
     * @param network the network to change; it goes on training
     * @param plan which channels stay
     * @throws org.featureflow.FeatureFlowException if the plan does not fit the network
     */
    public static void apply(Network network, Plan plan) {
        Mask.zero(network, plan, kind -> kind == ParameterSpec.Kind.WEIGHT || kind == ParameterSpec.Kind.BIAS);
    }
}
