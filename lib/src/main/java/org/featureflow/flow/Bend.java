package org.featureflow.flow;

/** What the curvature term measures at each inner feature of the flow. */
public enum Bend {
    /** The size of the second difference f_{l+1} − 2 f_l + f_{l−1}: our reading of the curvature in arXiv 2106.02914, and our default. */
    SECOND_DIFFERENCE,
    /**
     * The angle in radians between the steps f_l − f_{l−1} and f_{l+1} − f_l of each image, so that the term is the total absolute curvature
     * of the polygon (the framing of Neural Networks 161 (2023) 598–613). Norm and reduction do not apply; a step of length 0 has no
     * direction and adds nothing.
     */
    TURNING_ANGLE
}
