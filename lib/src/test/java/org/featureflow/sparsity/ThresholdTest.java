package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class ThresholdTest {
    private static final float[] VALUES = {0, -0.25f, 0.5f, 2};

    @Test
    void absoluteThresholdsCountSizesUpToEpsilon() {
        assertThat(Threshold.absolute(0).share(VALUES)).isEqualTo(0.25);
        assertThat(Threshold.absolute(0.25).share(VALUES)).isEqualTo(0.5);
        assertThat(Threshold.absolute(2).share(VALUES)).isEqualTo(1);
    }

    @Test
    void relativeThresholdsFollowTheScale() {
        Threshold maximum = new Threshold(0.125, Threshold.Basis.MAXIMUM);
        assertThat(maximum.in(VALUES)).isEqualTo(0.25);
        assertThat(maximum.share(VALUES)).isEqualTo(0.5);
        assertThat(maximum.share(new float[] {0, -25, 50, 200})).isEqualTo(0.5);
        Threshold rms = new Threshold(1, Threshold.Basis.RMS);
        assertThat(rms.in(VALUES)).isCloseTo(Math.sqrt((0.0625 + 0.25 + 4) / 4), within(1e-12));
        assertThat(rms.share(VALUES)).isEqualTo(0.75);
    }

    @Test
    void oneHotIsSparseAndConstantIsNot() {
        for (Threshold.Basis basis : Threshold.Basis.values()) {
            Threshold threshold = new Threshold(0.01, basis);
            assertThat(threshold.share(new float[] {0, 0, 0, 5})).isEqualTo(0.75);
            assertThat(threshold.share(new float[] {5, -5, 5, 5})).isZero();
            assertThat(threshold.share(new float[4])).isEqualTo(1);
            assertThat(threshold.share(new float[0])).isNaN();
        }
    }

    @Test
    void textSaysWhatIsMeant() {
        assertThat(Threshold.absolute(1e-5)).hasToString("≤1e-5");
        assertThat(Threshold.absolute(0)).hasToString("≤0");
        assertThat(new Threshold(0.015, Threshold.Basis.MAXIMUM)).hasToString("≤1.5e-2·max");
        assertThat(new Threshold(10, Threshold.Basis.RMS)).hasToString("≤1e1·rms");
    }

    @Test
    void aNegativeThresholdIsRefused() {
        assertThatThrownBy(() -> Threshold.absolute(-1)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> Threshold.absolute(Double.NaN)).isInstanceOf(FeatureFlowException.class);
    }
}
