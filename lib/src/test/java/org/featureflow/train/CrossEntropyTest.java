package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTest {
    private static final double[] LOGITS = {1.5, -0.3, 0.2, 4, -2, 0, 0.1, 0.2, 0.3, -1, -1, 2};
    private static final long[] LABELS = {0, 2, 1, 2};
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5})
    void isTheMeanOfMinusLogProbabilities(double smoothing) {
        double expected = 0;
        for (int i = 0; i < 4; i++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(LOGITS[3 * i + c]);
            }
            for (int c = 0; c < 3; c++) {
                double target = (c == LABELS[i] ? 1 - smoothing : 0) + smoothing / 3;
                expected -= target * (LOGITS[3 * i + c] - Math.log(sum)) / 4;
            }
        }
        assertThat(value(LOGITS, smoothing)).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void itsGradientIsTheCentralDifference(double smoothing) {
        NDArray logits = manager.create(LOGITS, new Shape(4, 3));
        logits.setRequiresGradient(true);
        try (GradMode on = GradMode.on()) {
            Autograd.backward(CrossEntropy.of(logits, manager.create(LABELS), smoothing));
        }
        double[] gradient = Autograd.gradient(logits).toDoubleArray();
        double h = 1e-5;
        for (int i = 0; i < LOGITS.length; i++) {
            double[] up = LOGITS.clone();
            double[] down = LOGITS.clone();
            up[i] += h;
            down[i] -= h;
            double difference = (value(up, smoothing) - value(down, smoothing)) / (2 * h);
            assertThat(gradient[i]).isCloseTo(difference, within(1e-9));
        }
    }

    @Test
    void largeLogitsDoNotOverflow() {
        double[] large = {1e4, -1e4, 0, 0, 1e4, -1e4, 0, 0, 0, 0, 0, 0};
        assertThat(value(large, 0)).isFinite();
    }

    private double value(double[] logits, double smoothing) {
        try (GradMode off = GradMode.off();
                NDManager local = manager.newSubManager()) {
            return CrossEntropy.of(local.create(logits, new Shape(4, 3)), local.create(LABELS), smoothing)
                    .getDouble();
        }
    }
}
