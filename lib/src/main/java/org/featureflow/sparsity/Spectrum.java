package org.featureflow.sparsity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;

/** Singular values of a matrix and the ranks defined by them. A low rank means redundant filters that no single one shows. */
public final class Spectrum {
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

    /** M Mᵀ or Mᵀ M, whichever is smaller, in float64. */
    private static double[][] gram(float[] matrix, int rows, int columns) {
        int n = Math.min(rows, columns);
        double[] products;
        try (GradMode off = GradMode.off();
                NDManager local = EngineSettings.engine().newBaseManager(Device.cpu())) {
            NDArray m = local.create(matrix, new Shape(rows, columns)).toType(DataType.FLOAT64, false);
            NDArray transposed = m.transpose();
            products = (rows <= columns ? m.matMul(transposed) : transposed.matMul(m)).toDoubleArray();
        }
        double[][] gram = new double[n][];
        Arrays.setAll(gram, i -> Arrays.copyOfRange(products, i * n, (i + 1) * n));
        return gram;
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
