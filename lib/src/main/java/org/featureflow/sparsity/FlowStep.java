package org.featureflow.sparsity;

/**
 * One step of the feature flow, from a tapped feature to the next of the same shape. Means over images, Euclidean lengths.
 *
 * @param from name of the tap the step starts at
 * @param to name of the tap it ends at
 * @param length ‖f_{l+1} − f_l‖₂
 * @param size ‖f_{l+1}‖₂, to compare the length with: features that shrink as a whole make shorter steps too
 * @param turning angle between this step and the one before, in radians, 0 to π; NaN for the first step of a stage
 */
public record FlowStep(String from, String to, double length, double size, double turning) {
    /**
     * The length relative to the feature it leads to.
     *
     * @return length / size
     */
    public double relativeLength() {
        return length / size;
    }
}
