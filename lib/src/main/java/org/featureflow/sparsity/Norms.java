package org.featureflow.sparsity;

/** Sizes of a vector, summed in double precision. */
public final class Norms {
    private Norms() {}

    /**
     * Σ |v|.
     *
     * @param values a vector
     * @return its L1 norm
     */
    public static double l1(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += Math.abs(v);
        }
        return sum;
    }

    /**
     * √(Σ v²).
     *
     * @param values a vector
     * @return its Euclidean norm
     */
    public static double l2(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum);
    }

    /**
     * max |v|.
     *
     * @param values a vector
     * @return its largest size; 0 for no values
     */
    public static double maximum(float[] values) {
        double largest = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    /**
     * Each norm as a share of the largest, ‖W_i‖ / max_j ‖W_j‖: its histogram shows whether filters fall into a group to keep and a group to
     * remove.
     *
     * @param norms sizes, at least 0
     * @return values in [0, 1]; all 0 if every norm is 0
     */
    public static float[] ratios(float[] norms) {
        double largest = maximum(norms);
        float[] ratios = new float[norms.length];
        for (int i = 0; i < norms.length; i++) {
            ratios[i] = largest == 0 ? 0 : (float) (norms[i] / largest);
        }
        return ratios;
    }
}
