package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.ChannelsLast;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GroupNormTest {
    /** Two images of four channels of one row and two columns; two groups of two channels each. */
    private static final double[] MAP = {1, 3, 5, 7, 2, 2, 0, 8, -1, 1, 4, 4, 6, 0, 1, 1};

    private static final double[] SCALE = {1, 2, -1, 0.5};
    private static final double[] SHIFT = {0, 1, 0.5, -2};
    private static final double EPSILON = 0.25;

    private static double[] byHand(double[] x, double[] scale, double[] shift) {
        double[] y = new double[x.length];
        for (int start = 0; start < x.length; start += 4) {
            double mean = (x[start] + x[start + 1] + x[start + 2] + x[start + 3]) / 4;
            double variance = 0;
            for (int i = start; i < start + 4; i++) {
                variance += (x[i] - mean) * (x[i] - mean) / 4;
            }
            for (int i = start; i < start + 4; i++) {
                int channel = i / 2 % 4;
                y[i] = scale[channel] * (x[i] - mean) / Math.sqrt(variance + EPSILON) + shift[channel];
            }
        }
        return y;
    }

    @Test
    void anImagesGroupIsNormalisedByItsChannelsAndPositions() {
        double[] first = {-3, -1, 1, 3};
        double[] expected = byHand(MAP, SCALE, SHIFT);
        assertThat(expected[0]).isCloseTo(first[0] / Math.sqrt(5.25), within(1e-15));
        assertThat(expected[3]).isCloseTo(2 * first[3] / Math.sqrt(5.25) + 1, within(1e-15));
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> arrays = List.of(manager.create(SCALE), manager.create(SHIFT));
            GroupNorm layer = new GroupNorm(4, 2, EPSILON);
            NDArray map = layer.forward(List.of(manager.create(MAP, new Shape(2, 4, 1, 2))), arrays, true);
            assertThat(map.getShape()).isEqualTo(new Shape(2, 4, 1, 2));
            assertThat(map.toDoubleArray()).containsExactly(expected, within(1e-12));
            NDArray vectors =
                    layer.forward(List.of(manager.create(new double[] {1, 3, 2, 2}, new Shape(1, 4))), arrays, false);
            assertThat(vectors.toDoubleArray())
                    .containsExactly(
                            new double[] {-1 / Math.sqrt(1.25), 2 / Math.sqrt(1.25) + 1, 0.5, -2}, within(1e-12));
        }
    }

    private static double sum(double[] x, double[] scale, double[] shift) {
        double[] y = byHand(x, scale, shift);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (i % 5 - 1) * y[i] * y[i];
        }
        return sum;
    }

    @Test
    void gradientsByFeatureScaleAndShiftAreCentralDifferences() {
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray x = manager.create(MAP, new Shape(2, 4, 1, 2));
            NDArray scale = manager.create(SCALE);
            NDArray shift = manager.create(SHIFT);
            double[] weights = new double[MAP.length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = i % 5 - 1;
            }
            for (NDArray a : List.of(x, scale, shift)) {
                a.setRequiresGradient(true);
            }
            NDArray y = new GroupNorm(4, 2, EPSILON).forward(List.of(x), List.of(scale, shift), true);
            Autograd.backward(
                    y.mul(y).mul(manager.create(weights, x.getShape())).sum());
            double[][] at = {MAP, SCALE, SHIFT};
            List<NDArray> arrays = List.of(x, scale, shift);
            for (int a = 0; a < at.length; a++) {
                double[] slopes = Autograd.gradient(arrays.get(a)).toDoubleArray();
                for (int i = 0; i < slopes.length; i++) {
                    assertThat(slopes[i]).as(a + "/" + i).isCloseTo(difference(at, a, i), within(1e-7));
                }
            }
        }
    }

    private static double difference(double[][] at, int array, int index) {
        double step = 1e-5;
        double[][] up = {at[0].clone(), at[1].clone(), at[2].clone()};
        double[][] down = {at[0].clone(), at[1].clone(), at[2].clone()};
        up[array][index] += step;
        down[array][index] -= step;
        return (sum(up[0], up[1], up[2]) - sum(down[0], down[1], down[2])) / (2 * step);
    }

    @Test
    void whatLiesChannelsLastStaysSo() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            NDArray x = ChannelsLast.zeros(manager.zeros(new Shape(2, 4, 3, 3)));
            NDArray y = new GroupNorm(4, 2, EPSILON)
                    .forward(List.of(x), List.of(manager.ones(new Shape(4)), manager.zeros(new Shape(4))), false);
            assertThat(ChannelsLast.write(y)).isPresent();
        }
    }

    @Test
    void aDescriptionKeepsIt() {
        NetworkSpec spec = NetworkSpec.builder("groups", new FeatureShape(4, 2, 2))
                .groupNorm("gn", 2)
                .globalAveragePool("gap")
                .build();
        assertThat(spec.node("gn").layer()).isEqualTo(new GroupNorm(4, 2, 1e-5));
        assertThat(NetworkSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        for (Executable wrong : List.<Executable>of(
                () -> GroupNorm.of(4, 3),
                () -> GroupNorm.of(4, 0),
                () -> new GroupNorm(4, 2, 0),
                () -> GroupNorm.of(4, 2).output(List.of(new FeatureShape(6, 2, 2))))) {
            assertThatThrownBy(wrong::execute)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageMatching("(?s).{20,}\\.");
        }
    }
}
