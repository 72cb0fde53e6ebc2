package org.featureflow.regularize;

import org.featureflow.data.Normalization;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * A penalty on features or weights that is added to the loss of every training step.
 *
 * <p>A new one is a lambda or a small class: compute a scalar from the step's features or the network's arrays and return it times its
 * coefficient.
 *
 * <pre>{@code
 * Regularizer smallLogits = step -> Penalty.of("logits", 1e-4, step.output().logits().square().mean());
 * }</pre>
 */
@FunctionalInterface
public interface Regularizer {
    /**
     * The penalty of one step.
     *
     * @param step the network, its output on the batch, and how far training has come
     * @return what to add to the loss and the terms to report, owned by the manager of the step's output
     */
    Penalty penalty(TrainingStep step);

    /**
     * Refuses a network that it cannot act on, before anything is trained.
     *
     * @param spec the architecture
     * @throws org.featureflow.FeatureFlowException if it has nothing that the penalty acts on
     */
    default void check(NetworkSpec spec) {}

    /**
     * Refuses a training that this cannot be part of, before the first step: that of a network which {@link #check} refuses, and whatever else
     * depends on more than the architecture.
     *
     * @param network what is to be trained
     * @param normalization what it sees pixels through
     * @throws org.featureflow.FeatureFlowException if it does not fit
     */
    default void requireFit(Network network, Normalization normalization) {
        check(network.spec());
    }
}
