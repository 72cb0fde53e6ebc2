package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
    private static float[] p(float... values) {
        return values;
    }

    @Test
    void aStraightPathHasNoTurning() {
        List<float[]> path = List.of(p(0, 0), p(3, 4), p(6, 8));
        assertThat(Trajectory.length(path)).isEqualTo(10);
        assertThat(Trajectory.turning(path)).isCloseTo(0, within(1e-7));
        assertThat(Trajectory.straightness(path)).isEqualTo(1);
    }

    @Test
    void aSquareTurnsByThreeRightAnglesAndReturns() {
        List<float[]> path = List.of(p(0, 0), p(2, 0), p(2, 2), p(0, 2), p(0, 0));
        assertThat(Trajectory.length(path)).isEqualTo(8);
        assertThat(Trajectory.turning(path)).isCloseTo(1.5 * Math.PI, within(1e-12));
        assertThat(Trajectory.straightness(path)).isZero();
    }

    @Test
    void goingBackTurnsByPi() {
        List<float[]> path = List.of(p(0, 0), p(2, 0), p(1, 0));
        assertThat(Trajectory.turning(path)).isCloseTo(Math.PI, within(1e-12));
        assertThat(Trajectory.straightness(path)).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void scaleChangesTheLengthAlone() {
        List<float[]> path = List.of(p(0, 0), p(1, 0), p(2, 1), p(2, 3));
        List<float[]> larger = List.of(p(0, 0), p(5, 0), p(10, 5), p(10, 15));
        assertThat(Trajectory.length(larger)).isCloseTo(5 * Trajectory.length(path), within(1e-12));
        assertThat(Trajectory.turning(larger)).isCloseTo(Trajectory.turning(path), within(1e-12));
        assertThat(Trajectory.straightness(larger)).isCloseTo(Trajectory.straightness(path), within(1e-12));
    }

    @Test
    void stepsOfLengthZeroHaveNoAngle() {
        List<float[]> path = List.of(p(1, 1), p(1, 1), p(2, 1));
        assertThat(Trajectory.turning(path)).isZero();
        assertThat(Trajectory.straightness(List.of(p(1, 1), p(1, 1)))).isNaN();
    }
}
