package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Activations with numbers of their own. */
class SlopesTest {
    private static final double STEP = 1e-6;
    /** Two channels of two positions. */
    private static final double[] MAP = {-2, 3, -4, 0.5};

    private static double[] of(Layer layer, NDArray x, NDArray... arrays) {
        NDArray y = layer.forward(List.of(x), List.of(arrays), false);
        assertThat(y.getShape()).isEqualTo(x.getShape());
        return y.toDoubleArray();
    }

    @Test
    void whatIsNegativeGetsItsSlopeOrAnExponential() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {-3, -0.5, 0, 2});
            assertThat(of(new LeakyRelu(0.1), x)).containsExactly(new double[] {-0.3, -0.05, 0, 2}, within(1e-15));
            assertThat(of(new LeakyRelu(-2), x)).containsExactly(6, 1, -0.0, 2);
            assertThat(of(new Elu(2), x))
                    .containsExactly(
                            new double[] {2 * (Math.exp(-3) - 1), 2 * (Math.exp(-0.5) - 1), 0, 2}, within(1e-15));
        }
    }

    @Test
    void everyChannelHasASlopeOfItsOwnOrAllHaveOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray map = manager.create(MAP, new Shape(1, 2, 1, 2));
            NDArray slopes = manager.create(new double[] {0.25, -3});
            assertThat(of(new PRelu(2, false), map, slopes)).containsExactly(-0.5, 3, 12, 0.5);
            assertThat(of(new PRelu(2, true), map, manager.create(new double[] {0.5})))
                    .containsExactly(-1, 3, -2, 0.5);
            NDArray vectors = manager.create(MAP, new Shape(2, 2));
            assertThat(of(new PRelu(2, false), vectors, slopes)).containsExactly(-0.5, 3, -1, 0.5);
            assertThat(of(new PRelu(2, true), vectors, manager.create(new double[] {0.5})))
                    .containsExactly(-1, 3, -2, 0.5);
        }
    }

    private static double sum(double[] x, double[] slopes) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double y = x[i] > 0 ? x[i] : slopes[i / 2] * x[i];
            sum += (i + 1) * y * y;
        }
        return sum;
    }

    @Test
    void gradientsByFeatureAndSlopesAreCentralDifferences() {
        double[] given = {0.25, -3};
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray x = manager.create(MAP, new Shape(1, 2, 1, 2));
            NDArray slopes = manager.create(given);
            x.setRequiresGradient(true);
            slopes.setRequiresGradient(true);
            NDArray y = new PRelu(2, false).forward(List.of(x), List.of(slopes), true);
            NDArray weights = manager.create(new double[] {1, 2, 3, 4}, new Shape(1, 2, 1, 2));
            Autograd.backward(y.mul(y).mul(weights).sum());
            double[] byFeature = Autograd.gradient(x).toDoubleArray();
            double[] bySlope = Autograd.gradient(slopes).toDoubleArray();
            for (int i = 0; i < MAP.length; i++) {
                assertThat(byFeature[i]).isCloseTo(difference(MAP, i, true), within(1e-6));
            }
            for (int c = 0; c < given.length; c++) {
                assertThat(bySlope[c]).isCloseTo(difference(given, c, false), within(1e-6));
            }
        }
    }

    private static double difference(double[] at, int index, boolean feature) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[index] += STEP;
        down[index] -= STEP;
        double[] slopes = {0.25, -3};
        return feature
                ? (sum(up, slopes) - sum(down, slopes)) / (2 * STEP)
                : (sum(MAP, up) - sum(MAP, down)) / (2 * STEP);
    }

    /** As in PyTorch, so that slopes learn from the start. */
    @Test
    void theDerivativeAtZeroIsTheSlope() {
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray x = manager.create(new double[] {0}, new Shape(1, 1));
            x.setRequiresGradient(true);
            NDArray slope = manager.create(new double[] {0.25});
            Autograd.backward(new PRelu(1, false)
                    .forward(List.of(x), List.of(slope), true)
                    .sum());
            assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(0.25);
        }
    }

    @Test
    void aDescriptionKeepsThem() {
        NetworkSpec spec = NetworkSpec.builder("slopes", new FeatureShape(3, 2, 2))
                .then("leaky", new LeakyRelu(0.01))
                .then("elu", new Elu(1.5))
                .prelu("own")
                .then("one", new PRelu(3, true))
                .globalAveragePool("gap")
                .build();
        assertThat(NetworkSpec.fromJson(spec.toJson())).isEqualTo(spec);
        assertThat(spec.parameters().get("own.weight").shape()).isEqualTo(new Shape(3));
        assertThat(spec.parameters().get("one.weight").shape()).isEqualTo(new Shape(1));
        try (Network network = Network.create(spec, 1)) {
            assertThat(network.array("own.weight").toFloatArray()).containsExactly(0.25f, 0.25f, 0.25f);
        }
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        for (Executable wrong : List.<Executable>of(
                () -> new LeakyRelu(Double.NaN),
                () -> new Elu(Double.POSITIVE_INFINITY),
                () -> new PRelu(0, true),
                () -> new PRelu(3, true).output(List.of(new FeatureShape(4, 2, 2))))) {
            assertThatThrownBy(wrong::execute)
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageMatching("(?s).{20,}\\.");
        }
    }
}
