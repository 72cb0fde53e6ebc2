package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Network;
import org.featureflow.sparsity.Weights;
import org.junit.jupiter.api.Test;

class GradientNormTest {
    private static float[] gradients(Network network) {
        List<float[]> all = new ArrayList<>();
        for (Trained t : Trained.of(network, 0, DecayScope.EVERYTHING)) {
            try (NDArray gradient = t.gradient().orElseThrow()) {
                all.add(HostValues.floats(gradient));
            }
        }
        return Weights.joined(all);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    @Test
    void aNormThatIsNotReachedClipsNothingAndOneThatIsShortensAllAlike() {
        try (Network network = Network.create(TrainingTest.small(), 1);
                NDManager manager = network.manager().newSubManager()) {
            try (GradMode on = GradMode.on()) {
                Autograd.backward(network.forward(manager.ones(new Shape(2, 3, 16, 16)), true)
                        .logits()
                        .square()
                        .sum());
            }
            float[] before = gradients(network);
            double norm = norm(before);
            assertThat(norm).isPositive();
            GradientNorm.clip(network, 2 * norm);
            assertThat(gradients(network)).containsExactly(before);
            GradientNorm.clip(network, norm / 4);
            float[] after = gradients(network);
            assertThat(norm(after)).isCloseTo(norm / 4, within(1e-4 * norm));
            for (int i = 0; i < after.length; i++) {
                assertThat((double) after[i]).isCloseTo(before[i] / 4.0, within(1e-5 * norm));
            }
        }
    }
}
