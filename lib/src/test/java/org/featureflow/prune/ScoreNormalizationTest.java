package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoreNormalizationTest {
    @Test
    void meanAndMaxDivide() {
        assertThat(ScoreNormalization.MEAN.of(new double[] {1, 2, 3})).containsExactly(0.5, 1, 1.5);
        assertThat(ScoreNormalization.MAX.of(new double[] {1, 2, 4})).containsExactly(0.25, 0.5, 1);
        assertThat(ScoreNormalization.NONE.of(new double[] {1, 2, 4})).containsExactly(1, 2, 4);
    }

    @Test
    void lampGivesTheLargestOne() {
        assertThat(ScoreNormalization.LAMP.of(new double[] {2, 1, 3}))
                .containsExactly(new double[] {4.0 / 13, 1.0 / 14, 1}, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(ScoreNormalization.class)
    void zeroStaysZeroAndTheInputIsNotChanged(ScoreNormalization normalization) {
        double[] zeros = new double[3];
        assertThat(normalization.of(zeros)).containsExactly(0, 0, 0).isNotSameAs(zeros);
        double[] scores = {3, 1};
        normalization.of(scores);
        assertThat(scores).containsExactly(3, 1);
    }
}
