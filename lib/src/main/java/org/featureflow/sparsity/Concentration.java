package org.featureflow.sparsity;

import java.util.Arrays;

/**
 * Measures of how unevenly size is spread over values. All depend on |v| alone and do not change when every value is multiplied by a
 * number; all are NaN where nothing is spread: for no values, and for zeros only.
 */
public final class Concentration {
    private Concentration() {}

    /**
     * Hoyer's sparsity (2004): (√n − ‖v‖₁/‖v‖₂) / (√n − 1).
     *
     * @param values at least two
     * @return from 0 (all of one size) to 1 (one value)
     */
    public static double hoyer(float[] values) {
        double root = Math.sqrt(values.length);
        return (root - Norms.l1(values) / Norms.l2(values)) / (root - 1);
    }

    /**
     * The Gini index (Hurley and Rickard 2009): 1 − 2 Σ_k (c_k/‖c‖₁) (n − k + ½)/n with c = |v| sorted ascending and k from 1. Of
     * the measures that they compare, only it and the pq-mean with p ≤ 1 and q > 1 meet all six of their axioms.
     *
     * @param values any number
     * @return from 0 (all of one size) to 1 − 1/n (one value)
     */
    public static double gini(float[] values) {
        float[] sorted = sizes(values);
        Arrays.sort(sorted);
        double total = 0;
        double weighted = 0;
        int n = sorted.length;
        for (int k = 1; k <= n; k++) {
            total += sorted[k - 1];
            weighted += sorted[k - 1] * (n - k + 0.5);
        }
        return 1 - 2 * weighted / (total * n);
    }

    /**
     * The Lorenz curve: which share of the total size the smallest values hold together.
     *
     * @param values any number
     * @param points number of steps of the curve, at least 1
     * @return for i = 0 … points, the share held by the smallest i/points of the values; from 0 to 1
     */
    public static double[] lorenz(float[] values, int points) {
        float[] sorted = sizes(values);
        Arrays.sort(sorted);
        double[] curve = new double[points + 1];
        double held = 0;
        int taken = 0;
        for (int i = 1; i <= points; i++) {
            int until = (int) Math.round((double) i * sorted.length / points);
            for (; taken < until; taken++) {
                held += sorted[taken];
            }
            curve[i] = held;
        }
        double total = held;
        return Arrays.stream(curve).map(c -> c / total).toArray();
    }

    /**
     * The PQ index (Diao et al. 2023) with p = ½ and q = 1, as in the paper's experiments: 1 − n^(1/q − 1/p) ‖v‖_p / ‖v‖_q, here
     * 1 − (Σ √|v|)² / (n ‖v‖₁).
     *
     * @param values any number
     * @return from 0 (all of one size) to 1 − 1/n (one value)
     */
    public static double pqIndex(float[] values) {
        double roots = 0;
        for (float v : values) {
            roots += Math.sqrt(Math.abs(v));
        }
        return 1 - roots * roots / (values.length * Norms.l1(values));
    }

    /**
     * The kurtosis about zero, n Σ v⁴ / (Σ v²)²: n times the κ4 of Hurley and Rickard (2009).
     *
     * @param values any number
     * @return from 1 (all of one size) to n (one value); 3 for normally distributed values, 1.8 for uniform ones
     */
    public static double kurtosis(float[] values) {
        double second = 0;
        double fourth = 0;
        for (float v : values) {
            double square = (double) v * v;
            second += square;
            fourth += square * square;
        }
        return values.length * fourth / (second * second);
    }

    private static float[] sizes(float[] values) {
        float[] sizes = new float[values.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(values[i]);
        }
        return sizes;
    }
}
