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

class LayerNormTest {
    /** Channels 1, 3, 8 at one position and 2, 2, 5 at the other. */
    private static final double[] MAP = {1, 2, 3, 2, 8, 5};

    private static final double[] SCALE = {1, 2, -1};
    private static final double[] SHIFT = {0, 1, 0.5};
    private static final double EPSILON = 0.25;

    private static double[] byHand(double... channels) {
        double mean = (channels[0] + channels[1] + channels[2]) / 3;
        double variance = 0;
        for (double x : channels) {
            variance += (x - mean) * (x - mean) / 3;
        }
        double[] y = new double[3];
        for (int c = 0; c < 3; c++) {
            y[c] = SCALE[c] * (channels[c] - mean) / Math.sqrt(variance + EPSILON) + SHIFT[c];
        }
        return y;
    }

    @Test
    void everyPositionIsNormalisedByItsChannels() {
        double[] first = byHand(1, 3, 8);
        double[] second = byHand(2, 2, 5);
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> arrays = List.of(manager.create(SCALE), manager.create(SHIFT));
            LayerNorm layer = new LayerNorm(3, EPSILON);
            NDArray map = layer.forward(List.of(manager.create(MAP, new Shape(1, 3, 1, 2))), arrays, true);
            assertThat(map.getShape()).isEqualTo(new Shape(1, 3, 1, 2));
            assertThat(map.toDoubleArray())
                    .containsExactly(
                            new double[] {first[0], second[0], first[1], second[1], first[2], second[2]},
                            within(1e-12));
            NDArray vector =
                    layer.forward(List.of(manager.create(new double[] {1, 3, 8}, new Shape(1, 3))), arrays, false);
            assertThat(vector.toDoubleArray()).containsExactly(first, within(1e-12));
        }
    }

    @Test
    void gradientsReachWhatIsNormalisedAndTheScale() {
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray x = manager.create(MAP, new Shape(1, 3, 1, 2));
            NDArray scale = manager.create(SCALE);
            NDArray shift = manager.create(SHIFT);
            NDArray weights = manager.create(new double[] {1, 0, 2, 0, -1, 0}, new Shape(1, 3, 1, 2));
            for (NDArray a : List.of(x, scale, shift)) {
                a.setRequiresGradient(true);
            }
            NDArray y = new LayerNorm(3, EPSILON).forward(List.of(x), List.of(scale, shift), true);
            Autograd.backward(y.mul(weights).sum());
            double[] slopes = Autograd.gradient(x).toDoubleArray();
            for (int channel = 0; channel < 3; channel++) {
                double[] up = {1, 3, 8};
                double[] down = {1, 3, 8};
                up[channel] += 1e-5;
                down[channel] -= 1e-5;
                assertThat(slopes[2 * channel]).isCloseTo((sum(up) - sum(down)) / 2e-5, within(1e-8));
                assertThat(slopes[2 * channel + 1]).isZero();
            }
            assertThat(Autograd.gradient(shift).toDoubleArray()).containsExactly(1, 2, -1);
            assertThat(Autograd.gradient(scale).toDoubleArray()[1])
                    .isCloseTo(2 * (byHand(1, 3, 8)[1] - SHIFT[1]) / SCALE[1], within(1e-12));
        }
    }

    private static double sum(double[] channels) {
        double[] y = byHand(channels);
        return y[0] + 2 * y[1] - y[2];
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> LayerNorm.of(0)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> new LayerNorm(3, 0)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> LayerNorm.of(3).output(List.of(new FeatureShape(4, 2, 2))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("expects 3 channels");
    }
}
