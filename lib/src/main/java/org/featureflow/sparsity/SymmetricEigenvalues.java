package org.featureflow.sparsity;

import java.util.Arrays;

/**
 * Eigenvalues of a real symmetric matrix: Householder reduction to tridiagonal form, then implicit QL steps (Golub and Van Loan, Matrix
 * Computations, §8.3). About 4/3 n³ operations; the error of each is near 1e-15 of the largest.
 */
final class SymmetricEigenvalues {
    private static final int MOST_STEPS = 60;

    private SymmetricEigenvalues() {}

    /** The eigenvalues of a, ascending; a is overwritten and only its lower half is read. */
    static double[] of(double[][] a) {
        int n = a.length;
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        reduce(a, diagonal, beside);
        rotate(diagonal, beside);
        Arrays.sort(diagonal);
        return diagonal;
    }

    /** Reflects away one row after the other, from the last; a holds what is left of the matrix. */
    private static void reduce(double[][] a, double[] diagonal, double[] beside) {
        int n = a.length;
        double[] p = new double[n];
        for (int i = n - 1; i > 0; i--) {
            double[] v = a[i];
            double norm = 0;
            for (int k = 0; k < i; k++) {
                norm = Math.hypot(norm, v[k]);
            }
            diagonal[i] = v[i];
            if (norm == 0) {
                beside[i] = 0;
                continue;
            }
            // v := x + sign(x_{i−1}) ‖x‖ e_{i−1}; H = I − v vᵀ/h maps x to −sign ‖x‖ e_{i−1}
            double alpha = v[i - 1] >= 0 ? -norm : norm;
            double h = norm * norm - v[i - 1] * alpha;
            beside[i] = alpha;
            v[i - 1] -= alpha;
            multiplyLower(a, v, p, i);
            double half = 0;
            for (int k = 0; k < i; k++) {
                p[k] /= h;
                half += p[k] * v[k];
            }
            half /= 2 * h;
            for (int k = 0; k < i; k++) {
                p[k] -= half * v[k];
            }
            for (int j = 0; j < i; j++) {
                double vj = v[j];
                double pj = p[j];
                double[] row = a[j];
                for (int k = 0; k <= j; k++) {
                    row[k] -= vj * p[k] + pj * v[k];
                }
            }
        }
        diagonal[0] = n > 0 ? a[0][0] : 0;
    }

    /** p := A v for the leading size × size part, of which the lower half is stored. */
    private static void multiplyLower(double[][] a, double[] v, double[] p, int size) {
        Arrays.fill(p, 0, size, 0);
        for (int j = 0; j < size; j++) {
            double[] row = a[j];
            double vj = v[j];
            double sum = 0;
            for (int k = 0; k < j; k++) {
                sum += row[k] * v[k];
                p[k] += row[k] * vj;
            }
            p[j] += sum + row[j] * vj;
        }
    }

    private static void rotate(double[] d, double[] beside) {
        int n = d.length;
        double[] e = new double[n];
        System.arraycopy(beside, Math.min(1, n), e, 0, Math.max(0, n - 1));
        for (int l = 0; l < n; l++) {
            int steps = 0;
            for (int m = split(d, e, l); m != l; m = split(d, e, l)) {
                if (steps++ == MOST_STEPS) {
                    throw new IllegalArgumentException("no eigenvalues after " + steps + " steps");
                }
                step(d, e, l, m);
            }
        }
    }

    /** The first index from l on behind which the matrix falls apart. */
    private static int split(double[] d, double[] e, int l) {
        int m = l;
        while (m < d.length - 1 && Math.abs(e[m]) > Math.ulp(Math.abs(d[m]) + Math.abs(d[m + 1]))) {
            m++;
        }
        return m;
    }

    /** One implicit QL step with Wilkinson's shift on rows l … m. */
    private static void step(double[] d, double[] e, int l, int m) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
        double sine = 1;
        double cosine = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = sine * e[i];
            double b = cosine * e[i];
            double r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * sine + 2 * cosine * b;
            p = sine * r;
            d[i + 1] = g + p;
            g = cosine * r - b;
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }
}
