package org.featureflow.flow;

/** How the sizes of the images' differences become one number. Both take the mean over the batch. */
public enum Reduction {
    /** The plain norm, our default: features with more elements weigh more. */
    SUM,
    /** The norm per element: divided by the number n of an image's elements, or by √n for {@link Norm#L2}. */
    MEAN
}
