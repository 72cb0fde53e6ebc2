package org.featureflow.flow;

/**
 * Loops over whole float arrays of one length. Each does one thing, so that the JIT compiler turns it into vector instructions; fused into
 * one loop the same arithmetic stays scalar and is several times slower.
 */
final class VectorLoops {
    private VectorLoops() {}

    /** result = a − b. */
    static void subtract(float[] a, float[] b, float[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = a[i] - b[i];
        }
    }

    /** sum += weight · sign(x). */
    static void addSign(float[] x, float weight, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            // The sign of every |x| above 1e-30 and of 0; math libraries' sign functions are not vectorised on Java 17.
            sum[i] += weight * (x[i] / (Math.abs(x[i]) + Float.MIN_NORMAL));
        }
    }

    /** sum += |x|. */
    static void addMagnitude(float[] x, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += Math.abs(x[i]);
        }
    }

    /** Σ x. */
    static double sum(float[] x) {
        double total = 0;
        for (float v : x) {
            total += v;
        }
        return total;
    }
}
