package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    @Test
    void it_is_the_mean_and_population_deviation_of_each_channel() {
        byte[] pixels = {0, (byte) 255, 51, 51, 0, 102};
        Images two = Images.of("two", pixels, 3, 1, 2, new int[] {0}, List.of("a"));
        Normalization computed = Normalization.of(two);
        assertThat(computed.mean().get(0)).isEqualTo(0.5, within(1e-12));
        assertThat(computed.std().get(0)).isEqualTo(0.5, within(1e-12));
        assertThat(computed.mean().get(1)).isEqualTo(0.2, within(1e-12));
        // no variation: dividing by 1 keeps the values finite
        assertThat(computed.std().get(1)).isEqualTo(1.0);
        assertThat(computed.mean().get(2)).isEqualTo(0.2, within(1e-12));
        assertThat(computed.std().get(2)).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void the_table_is_pixel_over_255_minus_mean_over_deviation() {
        float[] table = Normalization.CIFAR10.table(1);
        for (int p = 0; p < 256; p++) {
            assertThat((double) table[p]).isEqualTo((p / 255.0 - 0.4822) / 0.2435, within(1e-6));
        }
    }

    @Test
    void a_deviation_of_zero_is_refused() {
        assertThatThrownBy(() -> Normalization.of(new double[] {0.5}, new double[] {0}))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("channel 0");
    }
}
