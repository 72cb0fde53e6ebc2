package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoefficientTest {
    @Test
    void aLateCoefficientIsZeroUpToItsStartThenRisesAndStays() {
        Coefficient late = new Coefficient(4, 0.25, 0.5);
        assertThat(late.at(0)).isZero();
        assertThat(late.at(0.2)).isZero();
        assertThat(late.at(0.25)).isZero();
        assertThat(late.at(0.5)).isEqualTo(2);
        assertThat(late.at(0.75)).isEqualTo(4);
        assertThat(late.at(0.9)).isEqualTo(4);
    }

    @Test
    void withoutAWarmUpItIsWholeFromItsStart() {
        Coefficient sudden = new Coefficient(4, 0.5, 0);
        assertThat(sudden.at(0.49)).isZero();
        assertThat(sudden.at(0.5)).isEqualTo(4);
        assertThat(sudden.at(1)).isEqualTo(4);
    }
}
