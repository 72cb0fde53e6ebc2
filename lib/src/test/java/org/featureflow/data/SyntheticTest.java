package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class SyntheticTest {
    @Test
    void the_same_seed_gives_the_same_bytes_and_a_larger_set_begins_with_the_smaller() {
        DataSet small = Synthetic.of(30, 10, 32, 5);
        DataSet large = Synthetic.of(60, 10, 32, 5);
        assertThat(large.train()
                        .subset("head", IntStream.range(0, 30).toArray())
                        .checksum())
                .isEqualTo(small.train().checksum());
        assertThat(Synthetic.of(30, 10, 32, 6).checksum()).isNotEqualTo(small.checksum());
        assertThat(small.test().pixels(0)).isNotEqualTo(small.train().pixels(0));
    }

    @Test
    void the_bytes_are_the_same_on_every_machine() {
        assertThat(Synthetic.of(100, 10, 32, 1).checksum())
                .isEqualTo("e6d1c1701fbf9edd77b483b80378b5fbb3146a6596f606b947de111b5965e323");
    }

    @Test
    void classes_are_equally_frequent() {
        assertThat(Synthetic.of(50, 20, 48, 1).train().classCounts()).containsOnly(5);
    }

    @Test
    void a_linear_model_on_pixels_stays_below_sixty_percent() {
        DataSet data = Synthetic.of(4000, 1000, 32, 1);
        double accuracy = SoftmaxRegression.testAccuracy(data, 8, 0.01f);
        // Better than chance, or the comparison would say nothing about the model.
        assertThat(accuracy).isBetween(0.11, 0.60);
    }

    @Test
    void sizes_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> Synthetic.of(0, 1, 32, 1)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> Synthetic.of(10, 1, 8, 1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("16 pixels a side");
        for (String huge : new String[] {"synthetic:1:1:2000000000", "synthetic:1:1:50000", "synthetic:700000:1:32"}) {
            assertThatThrownBy(() -> DataSets.open(huge))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("at most 2 GB");
        }
    }
}
