package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void hoursAppearOnlyWhereThereAreAny() {
        assertThat(Times.clock(7)).isEqualTo("0:07");
        assertThat(Times.clock(750)).isEqualTo("12:30");
        assertThat(Times.clock(3723)).isEqualTo("1:02:03");
        assertThat(Times.clock(-1)).isEqualTo("0:00");
    }

    @Test
    void nowIsAnInstantOfWholeSeconds() {
        assertThat(Times.now()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Instant.parse(Times.now()).getNano()).isZero();
    }
}
