package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizationTest {
    @Test
    void meanAndMaxDivide() {
        assertThat(Normalization.MEAN.of(new double[] {1, 2, 3})).containsExactly(0.5, 1, 1.5);
        assertThat(Normalization.MAX.of(new double[] {1, 2, 4})).containsExactly(0.25, 0.5, 1);
        assertThat(Normalization.NONE.of(new double[] {1, 2, 4})).containsExactly(1, 2, 4);
    }

    @Test
    void lampGivesTheLargestOne() {
        assertThat(Normalization.LAMP.of(new double[] {2, 1, 3}))
                .containsExactly(new double[] {4.0 / 13, 1.0 / 14, 1}, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Normalization.class)
    void zeroStaysZeroAndTheInputIsNotChanged(Normalization normalization) {
        double[] zeros = new double[3];
        assertThat(normalization.of(zeros)).containsExactly(0, 0, 0).isNotSameAs(zeros);
        double[] scores = {3, 1};
        normalization.of(scores);
        assertThat(scores).containsExactly(3, 1);
    }
}
