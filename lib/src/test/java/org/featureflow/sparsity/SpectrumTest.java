package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrumTest {
    @Test
    void eigenvaluesOfAMatrixWorkedOutByHand() {
        // (2−λ)((3−λ)² − 1) − (3−λ) = 0 has the roots 1 and (7 ± √… ) for the chain 2-1-3-1-3; checked by trace and
        // determinant
        double[][] a = {{2, 1, 0}, {1, 3, 1}, {0, 1, 3}};
        double[] l = SymmetricEigenvalues.of(a);
        assertThat(l[0] + l[1] + l[2]).isCloseTo(8, within(1e-12));
        assertThat(l[0] * l[1] * l[2]).isCloseTo(13, within(1e-12));
        assertThat(l[0] * l[1] + l[0] * l[2] + l[1] * l[2]).isCloseTo(19, within(1e-12));
    }

    @Test
    void theSecondDifferenceMatrixHasKnownEigenvalues() {
        int n = 50;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = 2;
            if (i > 0) {
                a[i][i - 1] = -1;
            }
        }
        double[] found = SymmetricEigenvalues.of(a);
        for (int k = 1; k <= n; k++) {
            assertThat(found[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 9", "9, 4", "6, 6", "1, 5", "40, 30"})
    void singularValuesSurviveRotationsOfBothSides(int rows, int columns) {
        int n = Math.min(rows, columns);
        double[] expected = new double[n];
        double[][] m = new double[rows][columns];
        for (int i = 0; i < n; i++) {
            expected[i] = n - i;
            m[i][i] = expected[i];
        }
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            rotateRows(m, random.nextInt(rows), random.nextInt(rows), random.nextDouble());
            rotateColumns(m, random.nextInt(columns), random.nextInt(columns), random.nextDouble());
        }
        float[] flat = new float[rows * columns];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) m[i / columns][i % columns];
        }
        assertThat(Spectrum.singularValues(flat, rows, columns)).containsExactly(expected, within(1e-4));
    }

    private static void rotateRows(double[][] m, int a, int b, double angle) {
        for (int c = 0; c < m[0].length && a != b; c++) {
            double x = m[a][c];
            double y = m[b][c];
            m[a][c] = Math.cos(angle) * x - Math.sin(angle) * y;
            m[b][c] = Math.sin(angle) * x + Math.cos(angle) * y;
        }
    }

    private static void rotateColumns(double[][] m, int a, int b, double angle) {
        for (double[] row : m) {
            if (a != b) {
                double x = row[a];
                double y = row[b];
                row[a] = Math.cos(angle) * x - Math.sin(angle) * y;
                row[b] = Math.sin(angle) * x + Math.cos(angle) * y;
            }
        }
    }

    @Test
    void anOrthogonalMatrixHasFullRankAndAnOuterProductRankOne() {
        double[] equal = Spectrum.singularValues(new float[] {0, 2, 0, 0, 0, -2, 2, 0, 0}, 3, 3);
        assertThat(Spectrum.effectiveRank(equal)).isCloseTo(3, within(1e-12));
        assertThat(Spectrum.stableRank(equal)).isCloseTo(3, within(1e-12));
        double[] single = Spectrum.singularValues(new float[] {1, 2, 3, 2, 4, 6}, 2, 3);
        assertThat(single[0]).isCloseTo(Math.sqrt(70), within(1e-12));
        assertThat(single[1]).isCloseTo(0, within(1e-6));
        assertThat(Spectrum.effectiveRank(single)).isCloseTo(1, within(1e-5));
        assertThat(Spectrum.stableRank(single)).isCloseTo(1, within(1e-12));
    }

    @Test
    void ranksByHand() {
        double[] values = {3, 1};
        // entropy of (¾, ¼)
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertThat(Spectrum.effectiveRank(values)).isCloseTo(Math.exp(entropy), within(1e-12));
        assertThat(Spectrum.stableRank(values)).isCloseTo(10 / 9.0, within(1e-12));
        double[] scaled = Arrays.stream(values).map(v -> 1e-5 * v).toArray();
        assertThat(Spectrum.effectiveRank(scaled)).isCloseTo(Math.exp(entropy), within(1e-12));
        assertThat(Spectrum.stableRank(scaled)).isCloseTo(10 / 9.0, within(1e-12));
        assertThat(Spectrum.effectiveRank(new double[2])).isNaN();
        assertThat(Spectrum.stableRank(new double[2])).isNaN();
    }

    @Test
    void numbersThatAreNotFiniteEndInASentence() {
        assertThatThrownBy(() -> Spectrum.singularValues(new float[] {1, Float.NaN, 3, 4, 5, 6, 7, 8, 10}, 3, 3))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("not finite");
    }
}
