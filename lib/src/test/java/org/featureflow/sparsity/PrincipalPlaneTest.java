package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
    @Test
    void axesLieAlongTheLargestSpreadWithTheirLargestComponentPositive() {
        // Variances 9, 4 and 1 along y, x and z.
        List<double[]> cross = List.of(
                new double[] {2, 0, 0},
                new double[] {-2, 0, 0},
                new double[] {0, 3, 0},
                new double[] {0, -3, 0},
                new double[] {0, 0, 1},
                new double[] {0, 0, -1});
        PrincipalPlane plane = PrincipalPlane.of(List.of(cross));
        double[] point = plane.project(List.of(new double[] {5, 7, 11})).get(0);
        assertThat(point[0]).isCloseTo(7, within(1e-5));
        assertThat(point[1]).isCloseTo(5, within(1e-5));
        assertThat(plane.explained()).isCloseTo(13 / 14.0, within(1e-9));
    }

    @Test
    void pointsOfAPlaneKeepTheirDistances() {
        Random random = new Random(1);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            points.add(new double[] {a + 1, a - b, 2 * b, 3});
        }
        PrincipalPlane plane = PrincipalPlane.of(List.of(points));
        assertThat(plane.explained()).isCloseTo(1, within(1e-9));
        List<double[]> flat = plane.project(points);
        for (int i = 1; i < points.size(); i++) {
            assertThat(distance(flat.get(i), flat.get(0)))
                    .isCloseTo(distance(points.get(i), points.get(0)), within(1e-5));
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void pointsOfALineHaveNoSecondCoordinate() {
        List<double[]> line = List.of(new double[] {0, 0}, new double[] {3, 4});
        PrincipalPlane plane = PrincipalPlane.of(List.of(line));
        assertThat(plane.project(line).get(1)[0]).isCloseTo(2.5, within(1e-9));
        assertThat(plane.project(line).get(1)[1]).isCloseTo(0, within(1e-9));
        assertThat(plane.explained()).isCloseTo(1, within(1e-12));
    }

    @Test
    void onePointOrPointsOfDifferentSpacesAreRefused() {
        assertThatThrownBy(() -> PrincipalPlane.of(List.of(List.of(new double[] {1}))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("at least 2 points");
        assertThatThrownBy(() -> PrincipalPlane.of(List.of(List.of(new double[] {1}, new double[] {1, 2}))))
                .isInstanceOf(FeatureFlowException.class);
    }
}
