package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConcentrationTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final float[] ONE_HOT = {0, 0, -7, 0};
    private static final float[] CONSTANT = {2, -2, 2, -2};
    private static final float[] BY_HAND = {1, -2, 2, 4};

    @Test
    void hoyer() {
        assertThat(Concentration.hoyer(ONE_HOT)).isCloseTo(1, EXACT);
        assertThat(Concentration.hoyer(CONSTANT)).isCloseTo(0, EXACT);
        // (√4 − 9/5) / (√4 − 1)
        assertThat(Concentration.hoyer(BY_HAND)).isCloseTo(0.2, EXACT);
    }

    @Test
    void gini() {
        assertThat(Concentration.gini(ONE_HOT)).isCloseTo(1 - 1 / 4.0, EXACT);
        assertThat(Concentration.gini(CONSTANT)).isCloseTo(0, EXACT);
        // sorted 1 2 2 4: 1 − 2 (1·3.5 + 2·2.5 + 2·1.5 + 4·0.5) / (9·4)
        assertThat(Concentration.gini(BY_HAND)).isCloseTo(1 - 2 * 13.5 / 36, EXACT);
    }

    @Test
    void pqIndex() {
        assertThat(Concentration.pqIndex(ONE_HOT)).isCloseTo(1 - 1 / 4.0, EXACT);
        assertThat(Concentration.pqIndex(CONSTANT)).isCloseTo(0, EXACT);
        // p = ½: (1 + √2 + √2 + 2)² / (4 · 9)
        double roots = 3 + 2 * Math.sqrt(2);
        assertThat(Concentration.pqIndex(BY_HAND)).isCloseTo(1 - roots * roots / 36, EXACT);
    }

    @Test
    void kurtosis() {
        assertThat(Concentration.kurtosis(ONE_HOT)).isCloseTo(4, EXACT);
        assertThat(Concentration.kurtosis(CONSTANT)).isCloseTo(1, EXACT);
        // 4 (1 + 16 + 16 + 256) / 25²
        assertThat(Concentration.kurtosis(BY_HAND)).isCloseTo(4 * 289 / 625.0, EXACT);
    }

    @Test
    void lorenzCurve() {
        assertThat(Concentration.lorenz(BY_HAND, 4))
                .containsExactly(new double[] {0, 1 / 9.0, 3 / 9.0, 5 / 9.0, 1}, EXACT);
        assertThat(Concentration.lorenz(CONSTANT, 2)).containsExactly(new double[] {0, 0.5, 1}, EXACT);
    }

    @Test
    void nothingToSpreadHasNoMeasure() {
        for (float[] values : List.of(new float[0], new float[5])) {
            assertThat(Concentration.hoyer(values)).isNaN();
            assertThat(Concentration.gini(values)).isNaN();
            assertThat(Concentration.pqIndex(values)).isNaN();
            assertThat(Concentration.kurtosis(values)).isNaN();
        }
    }

    @Property(tries = 100)
    void allStayInTheirRangeAndIgnoreScaleAndSign(
            @ForAll @Size(min = 2, max = 40) List<@FloatRange(min = -10, max = 10) Float> list,
            @ForAll @FloatRange(min = 0.01f, max = 100) float factor) {
        float[] values = new float[list.size()];
        float[] scaled = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
            scaled[i] = -factor * values[i];
        }
        Assume.that(Norms.maximum(values) > 1e-3);
        int n = values.length;
        check(values, scaled, Concentration::hoyer, 0, 1);
        check(values, scaled, Concentration::gini, 0, 1 - 1.0 / n);
        check(values, scaled, Concentration::pqIndex, 0, 1 - 1.0 / n);
        check(values, scaled, Concentration::kurtosis, 1, n);
    }

    private static void check(
            float[] values, float[] scaled, ToDoubleFunction<float[]> measure, double least, double most) {
        double value = measure.applyAsDouble(values);
        assertThat(value).isBetween(least - 1e-6, most + 1e-6);
        assertThat(measure.applyAsDouble(scaled)).isCloseTo(value, within(1e-5 * Math.max(1, value)));
    }
}
