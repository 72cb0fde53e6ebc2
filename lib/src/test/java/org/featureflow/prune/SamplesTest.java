package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.Test;

class SamplesTest {
    /** Two classes of twenty images, one class after the other, as a folder is read. */
    private static Batches classByClass() {
        int[] labels = new int[40];
        Arrays.setAll(labels, i -> i / 20);
        Images images = Images.of("folder", new byte[40 * 3 * 2 * 2], 3, 2, 2, labels, List.of("a", "b"));
        return Batches.of(images, Normalization.of(new double[3], new double[] {1, 1, 1}))
                .batchSize(10);
    }

    private static List<Long> labels(Samples samples) {
        List<Long> all = new ArrayList<>();
        try (NDManager manager = EngineSettings.engine().newBaseManager()) {
            samples.forEach(manager, (images, labels) -> {
                for (long label : labels.toLongArray()) {
                    all.add(label);
                }
            });
        }
        return all;
    }

    @Test
    void images_that_are_stored_class_by_class_are_shuffled() {
        assertThat(labels(Samples.of(classByClass(), 1))).hasSize(10).contains(0L, 1L);
        assertThat(labels(Samples.of(classByClass(), 1))).isEqualTo(labels(Samples.of(classByClass(), 1)));
    }

    @Test
    void a_seed_of_the_batches_decides() {
        Samples first = Samples.of(classByClass().seed(1), 2);
        Samples second = Samples.of(classByClass().seed(2), 2);
        assertThat(labels(first)).hasSize(20).isNotEqualTo(labels(second));
        assertThat(first.origin()).containsEntry("sample_seed", "1");
    }

    @Test
    void what_is_seen_is_described() {
        assertThat(Samples.of(classByClass().batchSize(25), 9)
                        .progress(done -> {})
                        .origin())
                .containsOnly(
                        java.util.Map.entry("sample_batches", "2"),
                        java.util.Map.entry("sample_batch_size", "25"),
                        java.util.Map.entry("sample_images", "40"),
                        java.util.Map.entry("sample_data", "folder"),
                        java.util.Map.entry("sample_seed", "0"));
    }
}
