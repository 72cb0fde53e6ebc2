package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixRankTest {
    @Test
    void smallMatricesByHand() {
        assertThat(MatrixRank.of(new double[] {0, 0, 0, 0}, 0, 2, 2)).isZero();
        assertThat(MatrixRank.of(new double[] {9, 1, 2, 2, 4}, 1, 2, 2)).isEqualTo(1);
        assertThat(MatrixRank.of(new double[] {1, 2, 3, 4}, 0, 2, 2)).isEqualTo(2);
        assertThat(MatrixRank.of(new double[] {1, 2, 3}, 0, 1, 3)).isEqualTo(1);
        assertThat(MatrixRank.of(new double[] {1, 1e-9, 0, 1e-9}, 0, 2, 2))
                .as("below float32's precision")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"32, 32, 5", "32, 32, 31", "16, 8, 8", "8, 16, 3", "32, 32, 32"})
    void aProductOfThinMatricesHasTheirRank(int rows, int columns, int rank) {
        Random random = new Random(rows + rank);
        double[] left = random.doubles(rows * rank, -1, 1).toArray();
        double[] right = random.doubles(rank * columns, -1, 1).toArray();
        double[] product = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += left[r * rank + k] * right[k * columns + c];
                }
                product[r * columns + c] = (float) sum;
            }
        }
        assertThat(MatrixRank.of(product, 0, rows, columns)).isEqualTo(rank);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aMapThatHoldsNoNumberHasNoRank(float broken) {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            float[] maps = {1, 0, 0, 1, 1, 0, 0, broken};
            assertThat(MatrixRank.mean(manager.create(maps, new Shape(1, 2, 2, 2))))
                    .containsExactly(2, Double.NaN);
        }
    }

    @Test
    void ranksOfABatchAreMeansOverItsImages() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            float[] maps = {1, 0, 0, 1, 0, 0, 0, 0, 1, 2, 2, 4, 5, 0, 0, 0};
            // Image 1 has ranks 2 and 0, image 2 has 1 and 1.
            assertThat(MatrixRank.mean(manager.create(maps, new Shape(2, 2, 2, 2))))
                    .containsExactly(1.5, 0.5);
            assertThat(MatrixRank.mean(manager.create(new float[] {3, 0, 0, 0}, new Shape(2, 2))))
                    .as("a number is a matrix of rank 1 unless it is 0")
                    .containsExactly(0.5, 0);
        }
    }
}
