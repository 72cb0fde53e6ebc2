package org.featureflow.train;

/** Which rule turns gradients into steps. */
public enum OptimizerKind {
    /** {@link Sgd}: stochastic gradient descent with momentum. */
    SGD,
    /** {@link AdamW}: Adam with decoupled weight decay. */
    ADAMW
}
