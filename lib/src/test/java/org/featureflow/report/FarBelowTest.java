package org.featureflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FarBelowTest {
    @Test
    void oneDestroyedNetworkDoesNotSetTheAxis() {
        assertThat(FarBelow.least(List.of(70.0, 21.2, 72.5, 76.5))).isEqualTo(70);
        assertThat(FarBelow.least(List.of(10.0, 70.0, 12.0, 72.5, 76.5, 71.0))).isEqualTo(70);
    }

    @Test
    void valuesThatSpreadAreAllShown() {
        assertThat(FarBelow.least(List.of(10.0, 30.0, 50.0, 70.0))).isEqualTo(10);
        assertThat(FarBelow.least(List.of(68.0, 72.0, 72.5, 73.0)))
                .as("a small gap")
                .isEqualTo(68);
    }

    @Test
    void ofTwoValuesNeitherIsTheUsualOne() {
        assertThat(FarBelow.least(List.of(10.0, 90.0))).isEqualTo(10);
        assertThat(FarBelow.least(List.of(50.0, 50.0, 50.0))).isEqualTo(50);
        assertThat(FarBelow.least(List.of())).isNaN();
        assertThat(FarBelow.least(List.of(Double.NaN, 4.0))).isEqualTo(4);
    }
}
