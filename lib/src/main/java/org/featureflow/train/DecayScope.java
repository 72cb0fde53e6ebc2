package org.featureflow.train;

import org.featureflow.nn.ParameterSpec;

/** Which arrays the optimiser's weight decay shrinks. */
public enum DecayScope {
    /**
     * Everything that is trained, norms, biases, slopes and embeddings included. What PyTorch's optimisers do when given all parameters, hence what
     * the published CIFAR results were trained with; the default, so that results compare with them.
     */
    EVERYTHING,
    /** Convolution kernels and matrices alone. */
    WEIGHTS;

    /**
     * Whether an array is shrunk.
     *
     * @param kind what the array is for
     * @return true if weight decay applies
     */
    public boolean includes(ParameterSpec.Kind kind) {
        return kind.trained() && (this == EVERYTHING || kind == ParameterSpec.Kind.WEIGHT);
    }
}
