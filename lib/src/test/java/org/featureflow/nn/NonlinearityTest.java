package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NonlinearityTest {
    private static final double[] POINTS = {-7, -3, -1.5, -0.25, 0, 0.5, 2.75, 3.5, 8};
    private static final double STEP = 1e-4;

    private static DoubleUnaryOperator formula(ActivationFunction function) {
        return switch (function) {
            case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
            case HARD_SIGMOID -> x -> Math.min(6, Math.max(0, x + 3)) / 6;
            case SILU -> x -> x / (1 + Math.exp(-x));
            case HARD_SWISH -> x -> x * Math.min(6, Math.max(0, x + 3)) / 6;
            case TANH -> Math::tanh;
            case GELU -> x -> x * (0.5 + areaUnderTheNormalCurve(x));
        };
    }

    /** From 0 to x, by Simpson's rule. */
    private static double areaUnderTheNormalCurve(double x) {
        int parts = 4000;
        double h = x / parts;
        double sum = 0;
        for (int i = 0; i <= parts; i++) {
            int weight = i == 0 || i == parts ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * Math.exp(-i * h * i * h / 2);
        }
        return sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    @ParameterizedTest
    @EnumSource
    void valuesAndDerivativesAreThoseOfTheFormula(ActivationFunction function) {
        DoubleUnaryOperator f = formula(function);
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray x = manager.create(POINTS);
            x.setRequiresGradient(true);
            NDArray y = new Nonlinearity(function).forward(List.of(x), List.of(), true);
            double[] values = y.toDoubleArray();
            Autograd.backward(y.sum());
            double[] slopes = Autograd.gradient(x).toDoubleArray();
            for (int i = 0; i < POINTS.length; i++) {
                assertThat(values[i]).isCloseTo(f.applyAsDouble(POINTS[i]), within(1e-12));
                if (Math.abs(POINTS[i]) != 3) {
                    double slope = (f.applyAsDouble(POINTS[i] + STEP) - f.applyAsDouble(POINTS[i] - STEP)) / (2 * STEP);
                    assertThat(slopes[i]).isCloseTo(slope, within(1e-6));
                }
            }
        }
        assertThat(function.keepsZero()).isEqualTo(f.applyAsDouble(0) == 0);
    }

    @Test
    void aChannelsFactorIsForItsWholeMap() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray map = manager.arange(16f).reshape(1, 4, 2, 2);
            NDArray factors = manager.create(new float[] {0, 1, 2, 3}, new Shape(1, 4));
            float[] expected = {0, 0, 0, 0, 4, 5, 6, 7, 16, 18, 20, 22, 36, 39, 42, 45};
            for (NDArray each : List.of(factors, factors.reshape(1, 4, 1, 1))) {
                assertThat(new Multiply()
                                .forward(List.of(map, each), List.of(), false)
                                .toFloatArray())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void factorsThatDoNotFitAreRefused() {
        FeatureShape map = new FeatureShape(4, 2, 2);
        assertThat(new Multiply().output(List.of(map, FeatureShape.vector(4)))).isEqualTo(map);
        for (FeatureShape other :
                List.of(FeatureShape.vector(3), new FeatureShape(4, 2, 1), new FeatureShape(1, 2, 2))) {
            assertThatThrownBy(() -> new Multiply().output(List.of(map, other)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("one factor for each");
        }
        NetworkBuilder turned = NetworkSpec.builder("turned", new FeatureShape(3, 1, 1))
                .flatten("vector")
                .add("product", new Multiply(), "vector", NetworkSpec.INPUT);
        assertThatThrownBy(turned::build)
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("takes a vector and a map");
    }

    @Test
    void aFunctionThatIsNotKnownHereIsRefused() {
        String json = NetworkSpec.builder("a", new FeatureShape(3, 1, 1))
                .activation("act", ActivationFunction.SILU)
                .linear("fc", 2)
                .build()
                .toJson();
        assertThat(NetworkSpec.fromJson(json).toJson()).isEqualTo(json);
        assertThatThrownBy(() -> NetworkSpec.fromJson(json.replace("SILU", "MISH")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("SIGMOID");
    }
}
