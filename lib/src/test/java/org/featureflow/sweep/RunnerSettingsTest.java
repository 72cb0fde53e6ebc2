package org.featureflow.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerSettingsTest {
    @Test
    void zeroThreadsAreAllowedAndFewerAreNot() {
        assertThat(RunnerSettings.of(Map.of("threads", "0"))).isEqualTo(RunnerSettings.DEFAULT);
        assertThatThrownBy(() -> RunnerSettings.of(Map.of("threads", "-1")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("cannot be negative, as -1 is; 0 means");
    }

    @Test
    void aTimeLimitIsLongerThanNothingAndMayBeLongerThanAnIntCounts() {
        assertThat(RunnerSettings.of(Map.of()).timeLimit()).isNull();
        assertThat(RunnerSettings.of(Map.of("time-limit", "3599996400")).timeLimit())
                .isEqualTo(Duration.ofHours(999_999));
        assertThatThrownBy(() -> RunnerSettings.of(Map.of("time-limit", "0")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> RunnerSettings.of(Map.of("time-limit", "9999999999")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The option time-limit is at most 9000000000, not 9999999999.");
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250 ms", "PT90S, 90 s", "PT3M, 3 min", "PT2H, 2 h"})
    void theLimitIsSaidInItsLargestUnit(Duration limit, String text) {
        assertThat(new RunnerSettings(1, limit, "cpu").tookTooLong())
                .startsWith("It took longer than its time limit of " + text + ";");
    }
}
