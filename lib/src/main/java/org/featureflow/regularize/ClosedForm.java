package org.featureflow.regularize;

import org.featureflow.nn.Network;

/**
 * A penalty on features that knows its derivative by each of them. Added on the way back (see {@link org.featureflow.nn.Segments}) it costs
 * less than as a part of the graph, and gives the same gradients.
 */
public interface ClosedForm extends Regularizer {
    /**
     * Whether the derivative can be used for a network, or {@link #penalty} has to be.
     *
     * @param network what is trained
     * @return true if {@link #derivative} may be called
     */
    boolean appliesTo(Network network);

    /**
     * The derivative on one batch.
     *
     * @param step the network and its output; the features are constants
     * @return the derivative, to be added feature by feature
     */
    FeatureDerivative derivative(TrainingStep step);
}
