package org.featureflow.sparsity;

import org.featureflow.FeatureFlowException;

/** Singular values of a matrix and the ranks defined by them. A low rank means redundant filters that no single one shows. */
public final class Spectrum {
    private static final int BLOCK = 32;

    private Spectrum() {}

    /**
     * Singular values, as roots of the eigenvalues of the Gram matrix over the shorter side. Values below 1e-8 of the largest are lost in
     * rounding and come out as about that or 0.
     *
     * @param matrix row-major [rows, columns]
     * @param rows number of rows
     * @param columns number of columns
     * @return descending, as many as the shorter side
     * @throws FeatureFlowException if a number is not finite
     */
    public static double[] singularValues(float[] matrix, int rows, int columns) {
        if (!Double.isFinite(Norms.l1(matrix))) {
            throw new FeatureFlowException("A weight of " + rows + "×" + columns
                    + " holds numbers that are not finite; the training that made it diverged.");
        }
        double[] ascending = SymmetricEigenvalues.of(gram(matrix, rows, columns));
        double[] values = new double[ascending.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sqrt(Math.max(0, ascending[values.length - 1 - i]));
        }
        return values;
    }

    /**
     * The lower half of M Mᵀ or Mᵀ M, whichever is smaller. Products are added in the order of the longer side, on every machine; the inner
     * loop runs along memory, so that the JIT uses vector instructions, and a block of lines is added while a row is in the cache.
     */
    private static double[][] gram(float[] matrix, int rows, int columns) {
        boolean wide = rows <= columns;
        int n = wide ? rows : columns;
        int inner = wide ? columns : rows;
        double[][] gram = new double[n][n];
        double[][] block = new double[BLOCK][n];
        for (int from = 0; from < inner; from += BLOCK) {
            int lines = Math.min(BLOCK, inner - from);
            for (int k = 0; k < lines; k++) {
                for (int i = 0; i < n; i++) {
                    block[k][i] = wide ? matrix[i * columns + from + k] : matrix[(from + k) * columns + i];
                }
            }
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < lines; k++) {
                    addMultiple(block[k][i], block[k], gram[i], i);
                }
            }
        }
        return gram;
    }

    private static void addMultiple(double factor, double[] line, double[] row, int last) {
        for (int j = 0; j <= last; j++) {
            row[j] += factor * line[j];
        }
    }

    /**
     * The effective rank (Roy and Vetterli 2007): exp of the entropy of σ_i / Σσ.
     *
     * @param singularValues at least 0
     * @return from 1 (one value) to n (all equal); NaN for zeros only
     */
    public static double effectiveRank(double[] singularValues) {
        double total = 0;
        for (double s : singularValues) {
            total += s;
        }
        double entropy = 0;
        for (double s : singularValues) {
            double share = s / total;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return total > 0 ? Math.exp(entropy) : Double.NaN;
    }

    /**
     * The stable rank (Rudelson and Vershynin 2007): ‖M‖²_F / ‖M‖²₂ = Σσ² / max σ².
     *
     * @param singularValues at least 0
     * @return from 1 (one value) to n (all equal); NaN for zeros only
     */
    public static double stableRank(double[] singularValues) {
        double largest = 0;
        double squares = 0;
        for (double s : singularValues) {
            largest = Math.max(largest, s);
            squares += s * s;
        }
        return squares / (largest * largest);
    }
}
