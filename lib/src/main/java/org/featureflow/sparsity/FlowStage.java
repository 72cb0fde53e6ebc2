package org.featureflow.sparsity;

/**
 * The feature flow through a stage: tapped features of one shape that follow each other. Means over images, Euclidean lengths.
 *
 * @param stage the first and last feature's names, or {@code all}
 * @param shape shape of its features
 * @param features number of features
 * @param length Σ_l ‖f_{l+1} − f_l‖₂
 * @param chord ‖f_L − f_0‖₂ between the stage's ends; for all stages the sum of their chords
 * @param turning sum of the angles between successive steps, in radians
 * @param straightness chord / length: 1 for straight paths; for all stages over those of three features or more, since one of two is straight
 *     by definition, and NaN if there is none
 */
public record FlowStage(
        String stage, String shape, int features, double length, double chord, double turning, double straightness) {}
