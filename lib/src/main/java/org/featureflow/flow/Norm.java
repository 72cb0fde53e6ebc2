package org.featureflow.flow;

/** How the size of a difference of two features is measured, per image. */
public enum Norm {
    /** Σ|d|, our default. */
    L1,
    /** √Σd². */
    L2,
    /** Σd². */
    SQUARED_L2
}
