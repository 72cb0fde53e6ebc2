package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.internal.LazilyParsedNumber;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestNumberTest {
    @Property(tries = 300)
    void readBackADoubleIsTheSame(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(ShortestNumber.of((Number) value))).isEqualTo(value == 0 ? 0.0 : value);
        }
    }

    @Property(tries = 300)
    void readBackAFloatIsTheSame(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            assertThat(Float.parseFloat(ShortestNumber.of((Number) value))).isEqualTo(value == 0 ? 0f : value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "160.0, 160",
        "1e-8, 1E-8",
        "5.0E-4, 0.0005",
        "2e23, 2E+23",
        "-0.0, 0",
        "1.0E14, 100000000000000",
        "9007199254740993, 9007199254740993",
        "9223372036854775807, 9223372036854775807",
        "4.9E-324, 5E-324"
    })
    void oneFormWhateverItWasWrittenAs(String literal, String expected) {
        assertThat(ShortestNumber.of(new LazilyParsedNumber(literal))).isEqualTo(expected);
    }

    @Test
    void aFloatHasItsOwnFewDigits() {
        assertThat(ShortestNumber.of((Number) 0.1f)).isEqualTo("0.1");
    }

    @ParameterizedTest
    @CsvSource({"1e-6, 1e-6", "0.0005, 5e-4", "0.25, 0.25", "0.00125, 1.25e-3", "0, 0", "30, 30"})
    void inNamesItIsBrief(double value, String expected) {
        assertThat(ShortestNumber.brief(value)).isEqualTo(expected);
    }
}
