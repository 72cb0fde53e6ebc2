package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.featureflow.engine.HostValues;

/**
 * Numerical rank of feature maps: Gram–Schmidt with column pivoting stops when what is left of every column is at most max(H, W) · ε of the
 * longest one, ε that of float32.
 */
final class MatrixRank {
    private static final double EPSILON = Math.ulp(1f);

    private MatrixRank() {}

    /**
     * Mean rank of every channel's maps. One image at a time is read: a batch of early layers in float64 may be larger than Java's heap.
     *
     * @param output [B, C, H, W] or [B, C]
     * @return [C]; NaN where a map holds a number that is not finite
     */
    static double[] mean(NDArray output) {
        int batch = (int) output.getShape().get(0);
        int channels = (int) output.getShape().get(1);
        boolean map = output.getShape().dimension() == 4;
        int rows = map ? (int) output.getShape().get(2) : 1;
        int columns = map ? (int) output.getShape().get(3) : 1;
        double[] means = new double[channels];
        for (int i = 0; i < batch; i++) {
            double[] values;
            try (NDArray image = output.get(i)) {
                values = HostValues.doubles(image);
            }
            for (int c = 0; c < channels; c++) {
                int offset = c * rows * columns;
                boolean finite =
                        Arrays.stream(values, offset, offset + rows * columns).allMatch(Double::isFinite);
                means[c] += finite ? (double) of(values, offset, rows, columns) / batch : Double.NaN;
            }
        }
        return means;
    }

    /** Rank of the row-major matrix at an offset; its numbers are finite. */
    static int of(double[] values, int offset, int rows, int columns) {
        // Row rank equals column rank.
        double[][] vectors = new double[rows][columns];
        double[] left = new double[rows];
        double longest = 0;
        for (int r = 0; r < rows; r++) {
            System.arraycopy(values, offset + r * columns, vectors[r], 0, columns);
            left[r] = dot(vectors[r], vectors[r]);
            longest = Math.max(longest, left[r]);
        }
        double tolerance = Math.max(rows, columns) * EPSILON;
        double least = longest * tolerance * tolerance;
        int rank = 0;
        while (rank < Math.min(rows, columns)) {
            int pivot = rank;
            for (int r = rank + 1; r < rows; r++) {
                pivot = left[r] > left[pivot] ? r : pivot;
            }
            if (!(left[pivot] > least)) {
                break;
            }
            swap(vectors, left, rank, pivot);
            for (int r = rank + 1; r < rows; r++) {
                remove(vectors[r], vectors[rank], left[rank]);
                left[r] = dot(vectors[r], vectors[r]);
            }
            rank++;
        }
        return rank;
    }

    private static void swap(double[][] vectors, double[] left, int a, int b) {
        double[] vector = vectors[a];
        vectors[a] = vectors[b];
        vectors[b] = vector;
        double length = left[a];
        left[a] = left[b];
        left[b] = length;
    }

    private static void remove(double[] from, double[] direction, double squaredLength) {
        double share = dot(from, direction) / squaredLength;
        for (int i = 0; i < from.length; i++) {
            from[i] -= share * direction[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
