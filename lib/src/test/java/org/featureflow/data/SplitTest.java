package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class SplitTest {
    private final DataSet data = Synthetic.of(200, 50, 16, 3);

    private static Set<String> pictures(Images images) {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < images.count(); i++) {
            all.add(Arrays.toString(images.pixels(i)));
        }
        return all;
    }

    @Test
    void validation_is_disjoint_from_training_and_together_they_are_everything() {
        Split split = data.split(40, 1);
        Set<String> train = pictures(split.train());
        Set<String> validation = pictures(split.validation());
        assertThat(train).hasSize(160).doesNotContainAnyElementsOf(validation);
        train.addAll(validation);
        assertThat(train).isEqualTo(pictures(data.train()));
        assertThat(split.validation().classCounts()).containsOnly(4);
        assertThat(split.test()).isSameAs(data.test());
    }

    @Test
    void the_same_seed_holds_out_the_same_images_and_another_seed_others() {
        String first = data.split(40, 1).validation().checksum();
        assertThat(data.split(40, 1).validation().checksum()).isEqualTo(first);
        assertThat(data.split(40, 2).validation().checksum()).isNotEqualTo(first);
    }

    @Test
    void a_tenth_is_held_out_of_a_small_set() {
        assertThat(data.split(1).validation().count()).isEqualTo(20);
    }

    @Test
    void holding_everything_out_is_refused() {
        assertThatThrownBy(() -> data.split(200, 1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("Cannot hold 200 of the 200 images");
    }
}
