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

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250 ms", "PT90S, 90 s", "PT3M, 3 min", "PT2H, 2 h"})
    void theLimitIsSaidInItsLargestUnit(Duration limit, String text) {
        assertThat(new RunnerSettings(1, limit, "cpu").tookTooLong())
                .startsWith("It took longer than its time limit of " + text + ";");
    }
}
