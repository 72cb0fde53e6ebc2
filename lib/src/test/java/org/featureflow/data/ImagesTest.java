package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class ImagesTest {
    private final Images images = CifarSamples.random(40, 8, 4);

    @Test
    void a_subset_shows_the_chosen_images_in_their_order() {
        Images subset = images.subset("some", new int[] {7, 3, 7}).subset("fewer", new int[] {2, 1});
        assertThat(subset.count()).isEqualTo(2);
        assertThat(subset.pixels(0)).isEqualTo(images.pixels(7));
        assertThat(subset.pixels(1)).isEqualTo(images.pixels(3));
        assertThat(subset.labels()).containsExactly(3, 3);
    }

    @Test
    void later_changes_to_the_given_arrays_do_not_reach_the_images() {
        byte[] pixels = new byte[12];
        int[] labels = {0};
        Images one = Images.of("one", pixels, 3, 2, 2, labels, List.of("a", "b"));
        pixels[0] = 9;
        labels[0] = 1;
        one.labels()[0] = 1;
        one.pixels(0)[0] = 5;
        assertThat(one.pixels(0)[0]).isZero();
        assertThat(one.label(0)).isZero();
    }

    @Test
    void the_checksum_changes_with_a_pixel_a_label_and_the_order() {
        Images other = images.subset("copy", IntStream.range(0, 40).toArray());
        assertThat(other.checksum()).isEqualTo(images.checksum()).hasSize(64);
        assertThat(images.subset("swapped", new int[] {1, 0}).checksum())
                .isNotEqualTo(images.subset("plain", new int[] {0, 1}).checksum());
        byte[] pixels = images.pixels(0);
        String before = Images.of("x", pixels, 3, 8, 8, new int[] {0}, List.of("a", "b"))
                .checksum();
        assertThat(Images.of("x", pixels, 3, 8, 8, new int[] {1}, List.of("a", "b"))
                        .checksum())
                .isNotEqualTo(before);
        pixels[17] ^= 1;
        assertThat(Images.of("x", pixels, 3, 8, 8, new int[] {0}, List.of("a", "b"))
                        .checksum())
                .isNotEqualTo(before);
    }

    @Test
    void a_limit_keeps_the_proportions_of_the_classes_and_the_order() {
        Images few = images.limit(12);
        assertThat(few.classCounts()).containsExactly(3, 3, 3, 3);
        assertThat(images.limit(12).checksum()).isEqualTo(few.checksum());
        assertThat(images.limit(40)).isSameAs(images);
        assertThat(images.limit(5).count()).isEqualTo(5);
    }

    @Test
    void what_does_not_divide_goes_to_the_classes_with_the_largest_remainders() {
        int[] labels = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
        Images uneven = Images.of("uneven", new byte[10], 1, 1, 1, labels, List.of("seven", "three"));
        // 1.4 and 0.6; 4.2 and 1.8
        assertThat(uneven.limit(2).classCounts()).containsExactly(1, 1);
        assertThat(uneven.limit(6).classCounts()).containsExactly(4, 2);
    }

    @Test
    void a_picture_has_the_planes_as_red_green_and_blue() {
        Images one = Images.of("one", new byte[] {1, 2, 3, 4, 5, (byte) 250}, 3, 1, 2, new int[] {0}, List.of("a"));
        assertThat(one.picture(0).getRGB(1, 0) & 0xFFFFFF).isEqualTo(0x0204FA);
    }

    @Test
    void sizes_and_labels_that_do_not_fit_are_refused_in_one_sentence() {
        assertThatThrownBy(() -> Images.of("bad", new byte[11], 3, 2, 2, new int[] {0}, List.of("a")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("bad: 1 images of 3×2×2 need 12 bytes, but there are 11.");
        assertThatThrownBy(() -> Images.of("bad", new byte[12], 3, 2, 2, new int[] {2}, List.of("a", "b")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("image 0 has label 2");
    }

    @Test
    void images_fit_a_network_that_tells_their_classes_apart_and_data_sets_one_that_tells_no_others() {
        FeatureShape shape = images.shape();
        NetworkSpec same = Architectures.named("resnet20@0.25", shape, 4);
        NetworkSpec more = Architectures.named("resnet20@0.25", shape, 5);
        NetworkSpec fewer = Architectures.named("resnet20@0.25", shape, 3);
        images.requireFit(same);
        images.requireFit(more);
        assertThatThrownBy(() -> images.requireFit(fewer))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll("tells 3 classes apart", "has 4;", "--new-head");
        DataSet set = new DataSet("set", images, images, Normalization.CIFAR10, "this test", "");
        set.requireFit(same);
        assertThatThrownBy(() -> set.requireFit(more))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContainingAll(
                        "tells 5 classes apart, but set has 4; train it on them with a new head", "new-head: true");
    }

    @Test
    void mapped_pieces_hold_the_same_images_as_the_heap() {
        byte[] all = new byte[7 * 12];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ByteBuffer[] pieces = new ByteBuffer[3];
        for (int p = 0; p < 3; p++) {
            pieces[p] = ByteBuffer.wrap(Arrays.copyOfRange(all, p * 36, Math.min(all.length, (p + 1) * 36)));
        }
        Pixels mapped = new Pixels.Mapped(pieces, 3, 12);
        Pixels heap = new Pixels.Heap(all, 12);
        for (int i = 0; i < 7; i++) {
            byte[] a = new byte[12];
            byte[] b = new byte[12];
            mapped.copy(i, a, 0);
            heap.copy(i, b, 0);
            assertThat(a).isEqualTo(b);
        }
    }
}
