package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.featureflow.engine.HostValues;
import org.featureflow.engine.InPlace;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    private static final String ARRAY = "conv1.weight";

    private static void fill(Network network, double value) {
        InPlace.copy(network.array(ARRAY), network.array(ARRAY).zerosLike().add((float) value));
    }

    private static double first(Network network) {
        return HostValues.floats(network.array(ARRAY))[0];
    }

    @Test
    void theAverageFollowsItsFormulaAndTheCapOfItsDecay() {
        try (Network network = Network.create(TrainingTest.small(), 1);
                WeightAverage average = new WeightAverage(network, 0.15)) {
            double expected = first(network);
            double[] decays = {1.0 / 10, 0.15, 0.15};
            for (int step = 0; step < decays.length; step++) {
                double value = step + 1;
                fill(network, value);
                average.update(step);
                expected = decays[step] * expected + (1 - decays[step]) * value;
                assertThat(first(average.network())).as("step " + step).isCloseTo(expected, within(1e-6));
            }
            average.copyBack();
            assertThat(first(network)).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void whatIsFrozenOnTheWayIsAveragedToTheEnd() {
        try (Network network = Network.create(TrainingTest.small(), 1);
                WeightAverage average = new WeightAverage(network, 0.5)) {
            fill(network, 1);
            average.update(0);
            network.freezeParameters(true);
            double before = first(average.network());
            average.update(1);
            assertThat(first(average.network())).isGreaterThan(before);
            average.copyBack();
            assertThat(first(network)).isEqualTo(first(average.network()));
        }
    }

    @Test
    void whatIsUnfrozenOnTheWayIsAveragedFromThen() {
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            network.freezeParameters(true);
            try (WeightAverage average = new WeightAverage(network, 0.5)) {
                double start = first(average.network());
                average.update(0);
                network.freezeParameters(false);
                fill(network, 1);
                average.update(1);
                assertThat(first(average.network())).isCloseTo(start * 2 / 11 + 1.0 * 9 / 11, within(1e-6));
            }
        }
    }
}
