package org.featureflow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
    /** Squares about 2.5: 2.25 + 0.25 + 0.25 + 2.25 = 5; √(5/3). t(3) at 97.5 % is 3.182446 in any table. */
    @Test
    void meanDeviationAndStudentsIntervalOfOneToFour() {
        Sample sample = new Sample(List.of(1.0, 2.0, 3.0, 4.0));
        assertThat(sample.mean()).isEqualTo(2.5);
        assertThat(sample.deviation()).isCloseTo(1.2909944, within(1e-7));
        assertThat(sample.interval(0.95).low()).isCloseTo(2.5 - 3.182446 * 1.2909944 / 2, within(1e-5));
        assertThat(sample.interval(0.95).high()).isCloseTo(2.5 + 3.182446 * 1.2909944 / 2, within(1e-5));
    }

    @Test
    void twoValuesGiveAVeryWideInterval() {
        Interval interval = new Sample(List.of(90.0, 91.0)).interval(0.95);
        assertThat(interval.high()).isCloseTo(90.5 + 12.7062 * 0.5, within(1e-3));
    }

    @Test
    void oneValueHasNoDeviationAndNoInterval() {
        Sample one = new Sample(List.of(3.0));
        assertThat(one.mean()).isEqualTo(3);
        assertThat(one.deviation()).isNaN();
        assertThat(one.interval(0.95).known()).isFalse();
        assertThat(one.bootstrap(0.95, 1).known()).isFalse();
        assertThat(new Sample(List.of()).mean()).isNaN();
    }

    /** All three draws are 1 in 8 of 27 cases, so the lower end is 1; all are 1.5 in 1 of 27 cases, more than 2.5 %. */
    @Test
    void theBootstrapOfThreeValuesReachesBothEnds() {
        Interval interval = new Sample(List.of(1.0, 1.5, 1.0)).bootstrap(0.95, 1);
        assertThat(interval).isEqualTo(new Interval(1, 1.5));
    }

    @Test
    void theBootstrapIsTheSameForOneSeed() {
        Sample sample = new Sample(List.of(1.0, 5.0, 2.0, 8.0, 3.0, 0.5));
        assertThat(sample.bootstrap(0.95, 7)).isEqualTo(sample.bootstrap(0.95, 7));
    }

    /** Differences 1, 1.5, 1: mean 7/6, deviation 0.288675, t(2) = 4.302653. */
    @Test
    void pairsAreFormedBySeed() {
        PairedDifference difference = PairedDifference.of(
                Map.of(1L, 92.0, 2L, 93.0, 3L, 94.0, 9L, 50.0), Map.of(3L, 93.0, 1L, 91.0, 2L, 91.5, 8L, 10.0));
        assertThat(difference.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(difference.differences().values()).containsExactly(1.0, 1.5, 1.0);
        assertThat(difference.interval().low()).isCloseTo(0.449558, within(1e-5));
        assertThat(difference.interval().high()).isCloseTo(1.883775, within(1e-5));
        assertThat(difference.verdict()).isEqualTo(PairedDifference.Verdict.MORE);
    }

    @Test
    void aGapThatSeedsAloneCanMakeIsInsideTheNoise() {
        Map<Long, Double> reference = Map.of(1L, 90.0, 2L, 90.0, 3L, 90.0);
        assertThat(PairedDifference.of(Map.of(1L, 91.0, 2L, 89.5, 3L, 90.8), reference)
                        .verdict())
                .isEqualTo(PairedDifference.Verdict.INSIDE_NOISE);
        assertThat(PairedDifference.of(Map.of(1L, 89.0, 2L, 89.1, 3L, 88.9), reference)
                        .verdict())
                .isEqualTo(PairedDifference.Verdict.LESS);
        assertThat(PairedDifference.of(reference, reference).verdict()).isEqualTo(PairedDifference.Verdict.NONE);
        // One dead channel more with either seed says nothing of how many there would be with a third.
        assertThat(PairedDifference.of(Map.of(1L, 1.0, 2L, 1.0), Map.of(1L, 0.0, 2L, 0.0))
                        .verdict())
                .isEqualTo(PairedDifference.Verdict.INSIDE_NOISE);
        assertThat(PairedDifference.of(Map.of(1L, 95.0), reference).verdict())
                .isEqualTo(PairedDifference.Verdict.ONE_SEED);
    }

    @Test
    void aMeanHasTheDecimalsOfItsDeviation() {
        assertThat(Figures.of(new Sample(List.of(49.95, 50.0)))).isEqualTo("49.975 ± 0.035");
        assertThat(Figures.of(new Sample(List.of(0.4400, 0.4403)))).isEqualTo("0.4402 ± 0.0002");
        assertThat(Figures.of(new Sample(List.of(91.0, 92.0)))).isEqualTo("91.50 ± 0.71");
        assertThat(Figures.of(new Sample(List.of(100.0, 100.0)))).isEqualTo("100.00 ± 0.00");
    }
}
