package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void multiStepDropsExactlyAtTheMilestoneSteps() {
        Schedule schedule = Schedule.multiStep(0.5, 0.75);
        long total = 160 * 351;
        assertThat(schedule.factor((80 * 351 - 1.0) / total)).isEqualTo(1);
        assertThat(schedule.factor((80.0 * 351) / total)).isEqualTo(0.1);
        assertThat(schedule.factor((120 * 351 - 1.0) / total)).isEqualTo(0.1);
        assertThat(schedule.factor((120.0 * 351) / total)).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void cosineGoesFromOneToZero() {
        assertThat(Schedule.cosine().factor(0)).isEqualTo(1);
        assertThat(Schedule.cosine().factor(0.5)).isCloseTo(0.5, within(1e-15));
        assertThat(Schedule.cosine().factor(1)).isCloseTo(0, within(1e-15));
        assertThat(new Schedule.Cosine(0.2).factor(1)).isCloseTo(0.2, within(1e-15));
    }

    @Test
    void oneCycleRisesToThePeakAndFallsToAlmostNothing() {
        Schedule schedule = Schedule.oneCycle();
        assertThat(schedule.factor(0)).isCloseTo(0.04, within(1e-15));
        assertThat(schedule.factor(0.15)).isCloseTo(0.52, within(1e-12));
        assertThat(schedule.factor(0.3)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(1)).isCloseTo(4e-6, within(1e-12));
    }

    @Test
    void warmUpMultipliesTheScheduleBehindIt() {
        Schedule schedule = Schedule.multiStep(0.5).warmUp(0.2);
        assertThat(schedule.factor(0)).isCloseTo(0.1, within(1e-15));
        assertThat(schedule.factor(0.1)).isCloseTo(0.55, within(1e-15));
        assertThat(schedule.factor(0.2)).isEqualTo(1);
        assertThat(schedule.factor(0.5)).isEqualTo(0.1);
    }

    @Test
    void aWarmUpBeforeNothingIsRefused() {
        assertThatThrownBy(() -> new Schedule.WarmUp(0.1, 0.1, null))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("before another schedule");
        String whole =
                Recipes.quick().withSchedule(Schedule.constant().warmUp(0.1)).toJson();
        String cut = whole.replace(",\"then\":{\"kind\":\"Constant\"}", "");
        assertThat(cut).isNotEqualTo(whole);
        assertThatThrownBy(() -> Recipe.fromJson(cut))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("before another schedule");
    }

    @Test
    void milestonesThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> Schedule.multiStep(0.75, 0.5))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("0.5 and 0.75");
    }
}
