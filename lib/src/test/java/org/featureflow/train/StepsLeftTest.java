package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepsLeftTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void whatLiesBetweenEpochsCounts() {
        StepsLeft left = new StepsLeft();
        left.begin(0, 0);
        assertThat(left.seconds(10, 40, 10 * SECOND)).isCloseTo(30, within(1e-9));
        // An epoch of 20 steps, then 20 seconds of validation, then the first 10 steps of the next.
        assertThat(left.seconds(20, 40, 20 * SECOND)).isCloseTo(20, within(1e-9));
        left.begin(20, 40 * SECOND);
        assertThat(left.seconds(30, 40, 50 * SECOND)).isCloseTo(10 * (0.9 * 1 + 0.1 * 3), within(1e-9));
    }
}
