package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final Normalization PLAIN = Normalization.of(new double[3], new double[] {1, 1, 1});
    private static final Augmentation EVERYTHING = new Augmentation(3, true, 5);

    private final NDManager manager = EngineSettings.engine().newBaseManager();
    private final Images images = CifarSamples.random(37, 12, 5);
    private final Batches plain = Batches.of(images, PLAIN).batchSize(8);

    @AfterEach
    void close() {
        manager.close();
    }

    private List<float[]> pixels(Batches batches, int epoch) {
        List<float[]> all = new ArrayList<>();
        for (Batch batch : batches.epoch(epoch, manager)) {
            try (batch) {
                all.add(batch.images().toFloatArray());
            }
        }
        return all;
    }

    private List<Long> labels(Batches batches, int epoch) {
        List<Long> all = new ArrayList<>();
        for (Batch batch : batches.epoch(epoch, manager)) {
            try (batch) {
                for (long label : batch.labels().toLongArray()) {
                    all.add(label);
                }
            }
        }
        return all;
    }

    @Test
    void evaluation_keeps_order_pixels_and_the_odd_last_batch() {
        int seen = 0;
        for (Batch batch : plain.epoch(3, manager)) {
            try (batch) {
                assertThat(batch.images().getShape()).isEqualTo(new Shape(batch.size(), 3, 12, 12));
                assertThat(batch.images().getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(batch.labels().getDataType()).isEqualTo(DataType.INT64);
                float[] values = batch.images().toFloatArray();
                byte[] expected = images.pixels(seen);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(values[i]).isEqualTo((expected[i] & 255) * (float) (1 / 255.0));
                }
                assertThat(batch.labels().getLong(0)).isEqualTo(images.label(seen));
                seen += batch.size();
            }
        }
        assertThat(seen).isEqualTo(37);
        assertThat(plain.perEpoch()).isEqualTo(5);
        assertThat(plain.dropLast(true).perEpoch()).isEqualTo(4);
        assertThat(labels(plain.dropLast(true), 0)).hasSize(32);
    }

    @Test
    void the_largest_batch_size_makes_one_batch_of_all_images() {
        Batches one = plain.batchSize(Integer.MAX_VALUE);
        assertThat(one.perEpoch()).isEqualTo(1);
        assertThat(labels(one, 0)).hasSize(37);
    }

    @Test
    void the_seed_is_known() {
        assertThat(plain.seed()).isEmpty();
        assertThat(plain.seed(11).batchSize(4).seed()).hasValue(11);
    }

    @Test
    void a_seeded_epoch_visits_every_image_once_in_an_order_of_its_own() {
        Batches seeded = plain.seed(11);
        assertThat(IntStream.of(seeded.order(0)).sorted().toArray())
                .isEqualTo(IntStream.range(0, 37).toArray());
        assertThat(seeded.order(0)).isEqualTo(plain.seed(11).order(0)).isNotEqualTo(seeded.order(1));
        assertThat(seeded.order(0)).isNotEqualTo(plain.seed(12).order(0));
    }

    @Test
    void the_same_seed_and_epoch_give_the_same_batches_and_others_do_not() {
        Batches training = plain.augment(EVERYTHING).seed(4);
        assertThat(pixels(training, 2)).usingRecursiveComparison().isEqualTo(pixels(training, 2));
        assertThat(pixels(training, 2).get(0)).isNotEqualTo(pixels(training, 3).get(0));
        assertThat(pixels(training, 2).get(0))
                .isNotEqualTo(pixels(training.seed(5), 2).get(0));
    }

    @Test
    void going_on_in_the_middle_of_an_epoch_gives_the_same_batches() {
        Batches training = plain.augment(EVERYTHING).seed(4);
        List<float[]> whole = pixels(training, 1);
        int number = 3;
        for (Batch batch : training.epoch(1, 3, manager)) {
            try (batch) {
                assertThat(batch.images().toFloatArray()).isEqualTo(whole.get(number++));
            }
        }
        assertThat(number).isEqualTo(5);
    }

    @Test
    void crop_flip_and_cutout_show_the_pixels_their_definition_names() {
        Batches training = plain.augment(EVERYTHING).seed(9);
        int[] order = training.order(6);
        List<float[]> batches = pixels(training, 6);
        for (int n = 0; n < images.count(); n++) {
            Augmentation.Placement p = EVERYTHING.place(9, 6, order[n], 12, 12);
            byte[] source = images.pixels(order[n]);
            for (int i = 0; i < source.length; i++) {
                int c = i / 144;
                int y = i / 12 % 12;
                int x = i % 12;
                int fromY = y + p.top();
                int fromX = (p.flipped() ? 11 - x : x) + p.left();
                boolean outside = fromY < 0 || fromY > 11 || fromX < 0 || fromX > 11;
                boolean cut = y >= p.cutTop() && y < p.cutTop() + 5 && x >= p.cutLeft() && x < p.cutLeft() + 5;
                float expected =
                        outside || cut ? 0 : (source[c * 144 + fromY * 12 + fromX] & 255) * (float) (1 / 255.0);
                assertThat(batches.get(n / 8)[n % 8 * 432 + i]).isEqualTo(expected);
            }
        }
    }

    @Test
    void the_devices_way_gives_the_same_values_as_the_hosts() {
        for (Augmentation augmentation :
                List.of(Augmentation.NONE, Augmentation.cifar(), EVERYTHING, new Augmentation(0, true, 0))) {
            Batches host = Batches.of(images, Normalization.CIFAR10)
                    .batchSize(8)
                    .augment(augmentation)
                    .seed(2);
            for (boolean resident : new boolean[] {true, false}) {
                try (Batches device = host.forceDeviceOperations(resident)) {
                    List<float[]> expected = pixels(host, 1);
                    List<float[]> actual = pixels(device, 1);
                    for (int b = 0; b < expected.size(); b++) {
                        assertThat(actual.get(b)).containsExactly(expected.get(b), offset(1e-6f));
                    }
                    assertThat(labels(device, 1)).isEqualTo(labels(host, 1));
                }
            }
        }
    }

    @Test
    void closing_a_batch_frees_what_was_computed_from_it() {
        for (Batches batches : List.of(plain.seed(1), plain.seed(1).forceDeviceOperations(true))) {
            for (Batch batch : batches.epoch(0, manager)) {
                try (batch) {
                    assertThat(batch.images().mul(batch.images()).getManager())
                            .isSameAs(batch.images().getManager());
                }
                // on a device the numbers of the whole epoch stay until its last batch
                assertThat(manager.getManagedArrays()).hasSizeLessThan(2);
            }
            assertThat(manager.getManagedArrays()).isEmpty();
            batches.close();
        }
    }

    @Test
    void wrong_settings_are_refused_in_one_sentence() {
        assertThatThrownBy(() -> plain.batchSize(0))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("batch size of 0");
        assertThatThrownBy(() -> plain.augment(new Augmentation(12, true, 0)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("Padding 12");
        Normalization gray = Normalization.of(new double[] {0.5}, new double[] {1});
        assertThatThrownBy(() -> Batches.of(images, gray)).isInstanceOf(FeatureFlowException.class);
    }

    @Test
    void fewerLargeImagesArePassedAtATime() {
        assertThat(Batches.sizeFor(ofSide(32))).isEqualTo(250);
        assertThat(Batches.sizeFor(ofSide(64))).isEqualTo(250);
        assertThat(Batches.sizeFor(ofSide(224))).isEqualTo(20);
        assertThat(Batches.sizeFor(ofSide(2048))).isEqualTo(1);
    }

    private static Images ofSide(int side) {
        return Images.of("squares", new byte[3 * side * side], 3, side, side, new int[1], List.of("a"));
    }
}
