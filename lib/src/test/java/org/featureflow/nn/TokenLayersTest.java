package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.junit.jupiter.api.Test;

class TokenLayersTest {
    @Test
    void theClassTokenStandsBeforeThePositionsWhichFollowRowByRow() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray maps = manager.arange(16f).reshape(2, 2, 2, 2);
            NDArray token = manager.create(new float[] {-1, -2});
            NDArray y = new ClassToken(2).forward(List.of(maps), List.of(token), false);
            assertThat(y.getShape()).isEqualTo(new Shape(2, 2, 5, 1));
            assertThat(y.toFloatArray())
                    .containsExactly(-1, 0, 1, 2, 3, -2, 4, 5, 6, 7, -1, 8, 9, 10, 11, -2, 12, 13, 14, 15);
            NDArray first = new FirstPosition().forward(List.of(y), List.of(), false);
            assertThat(first.getShape()).isEqualTo(new Shape(2, 2, 1, 1));
            assertThat(first.toFloatArray()).containsExactly(-1, -2, -1, -2);
        }
    }

    @Test
    void everyImageTeachesTheClassTokenAndThePositions() {
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            NDArray maps = manager.ones(new Shape(3, 2, 1, 2));
            NDArray token = manager.create(new float[] {1, 2});
            NDArray embedding = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
            token.setRequiresGradient(true);
            embedding.setRequiresGradient(true);
            NDArray tokens = new ClassToken(2).forward(List.of(maps), List.of(token), true);
            NDArray y = new PositionEmbedding(2, 3).forward(List.of(tokens), List.of(embedding), true);
            assertThat(y.get("2").toFloatArray()).containsExactly(2, 3, 4, 6, 6, 7);
            Autograd.backward(y.square().sum());
            assertThat(Autograd.gradient(token).toFloatArray()).as("3 · 2 · y").containsExactly(12, 36);
            assertThat(Autograd.gradient(embedding).toFloatArray()).containsExactly(12, 18, 24, 36, 36, 42);
        }
    }

    /** A map of one column is computed as rows of tokens, others as convolutions. */
    @Test
    void aPointwiseConvolutionDoesTheSameToTokensAndToMaps() {
        try (NDManager manager = NDManager.newBaseManager();
                GradMode on = GradMode.on()) {
            Convolution layer = new Convolution(3, 2, 1, 1, 0, 1, true);
            double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
            List<double[]> outcomes = new ArrayList<>();
            for (Shape shape : List.of(new Shape(1, 3, 4, 1), new Shape(1, 3, 2, 2))) {
                NDArray x = manager.create(values, shape);
                NDArray weight = manager.create(new double[] {1, 2, 3, -1, 0, 4}, new Shape(2, 3, 1, 1));
                NDArray bias = manager.create(new double[] {10, 20});
                for (NDArray a : List.of(x, weight, bias)) {
                    a.setRequiresGradient(true);
                }
                NDArray y = layer.forward(List.of(x), List.of(weight, bias), true);
                assertThat(y.getShape()).isEqualTo(new Shape(1, 2, shape.get(2), shape.get(3)));
                Autograd.backward(y.square().sum());
                outcomes.add(y.toDoubleArray());
                for (NDArray a : List.of(x, weight, bias)) {
                    outcomes.add(Autograd.gradient(a).toDoubleArray());
                }
            }
            assertThat(outcomes.get(0)).startsWith(1 + 2 * 5 + 3 * 9 + 10);
            for (int i = 0; i < 4; i++) {
                assertThat(outcomes.get(i)).containsExactly(outcomes.get(i + 4), within(1e-12));
            }
        }
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new ClassToken(0)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> new PositionEmbedding(4, 0)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> new PositionEmbedding(4, 9).output(List.of(new FeatureShape(4, 2, 4))))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("9 positions gets 4×2×4");
    }
}
