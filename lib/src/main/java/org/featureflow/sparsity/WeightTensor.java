package org.featureflow.sparsity;

import org.featureflow.FeatureFlowException;

/**
 * The weights of a layer and their slices.
 *
 * @param values row-major [out, in, kernel]
 * @param out filters, or rows of a linear layer
 * @param in input channels a filter reads, or columns
 * @param kernel elements of one kernel: k·k, or 1 for a linear layer
 * @param groups of a grouped convolution, whose filters read different input channels; 1 for others
 */
public record WeightTensor(float[] values, int out, int in, int kernel, int groups) {
    /**
     * Checks the length.
     *
     * @throws FeatureFlowException if there are not out · in · kernel values, or the filters do not divide into the groups
     */
    public WeightTensor {
        if (values.length != (long) out * in * kernel) {
            throw new FeatureFlowException(
                    "A weight of " + out + "×" + in + "×" + kernel + " cannot have " + values.length + " values.");
        }
        if (groups < 1 || out % groups != 0) {
            throw new FeatureFlowException(out + " filters do not divide into " + groups + " groups.");
        }
    }

    /**
     * The weights of a linear layer or of a convolution without groups.
     *
     * @param values row-major [out, in, kernel]
     * @param out filters, or rows of a linear layer
     * @param in input channels, or columns
     * @param kernel elements of one kernel: k·k, or 1 for a linear layer
     * @throws FeatureFlowException if there are not out · in · kernel values
     */
    public WeightTensor(float[] values, int out, int in, int kernel) {
        this(values, out, in, kernel, 1);
    }

    /**
     * Input channels of the layer, those of all groups together.
     *
     * @return in · groups
     */
    public int inputs() {
        return in * groups;
    }

    /**
     * ‖W_i‖₂ of every filter.
     *
     * @return [out]
     */
    public float[] filterNorms() {
        double[] squares = new double[out];
        for (int i = 0; i < values.length; i++) {
            squares[i / (in * kernel)] += (double) values[i] * values[i];
        }
        return roots(squares);
    }

    /**
     * ‖W_{:,c}‖₂ of every input channel, over the filters that read it.
     *
     * @return [in · groups], the channels of the first group first
     */
    public float[] inputNorms() {
        double[] squares = new double[inputs()];
        for (int i = 0; i < values.length; i++) {
            int group = i / (in * kernel) / (out / groups);
            squares[group * in + i / kernel % in] += (double) values[i] * values[i];
        }
        return roots(squares);
    }

    /**
     * ‖W_{i,c}‖₂ of every kernel.
     *
     * @return [out · in]
     */
    public float[] kernelNorms() {
        double[] squares = new double[out * in];
        for (int i = 0; i < values.length; i++) {
            squares[i / kernel] += (double) values[i] * values[i];
        }
        return roots(squares);
    }

    private static float[] roots(double[] squares) {
        float[] roots = new float[squares.length];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(squares[i]);
        }
        return roots;
    }

    /**
     * What a batch norm behind the layer makes of its filters in inference, |γ_i| / √(variance_i + ε) · ‖W_i‖₂: the size of the filter that a
     * network without batch norm would need. Training can move scale freely between γ and W, so only this product says what a filter does.
     *
     * @param scale γ [out]
     * @param variance running variance [out]
     * @param epsilon the batch norm's ε
     * @return [out]
     * @throws FeatureFlowException if a length is not {@code out}
     */
    public float[] foldedFilterNorms(float[] scale, float[] variance, double epsilon) {
        if (scale.length != out || variance.length != out) {
            throw new FeatureFlowException(
                    "A batch norm of " + scale.length + " channels cannot follow " + out + " filters.");
        }
        float[] norms = filterNorms();
        for (int i = 0; i < out; i++) {
            norms[i] = (float) (norms[i] * Math.abs(scale[i]) / Math.sqrt(variance[i] + epsilon));
        }
        return norms;
    }

    /**
     * The singular values of the matrix [out, in · kernel].
     *
     * @return descending, as many as the shorter side
     */
    public double[] singularValues() {
        return Spectrum.singularValues(values, out, in * kernel);
    }
}
