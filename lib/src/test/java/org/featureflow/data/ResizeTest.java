package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class ResizeTest {
    private static ImageFile.Picture picture(int height, int width, IntBinaryOperator value) {
        byte[] planes = new byte[3 * height * width];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) value.applyAsInt(i / width % height, i % width);
        }
        return new ImageFile.Picture(height, width, planes);
    }

    @Test
    void a_plain_colour_stays_plain_at_any_size() {
        for (int side : new int[] {8, 13, 32, 75}) {
            assertThat(Resize.square(picture(31, 47, (y, x) -> 77), side))
                    .hasSize(3 * side * side)
                    .containsOnly(77);
        }
    }

    @Test
    void the_right_size_is_left_alone() {
        ImageFile.Picture same = picture(16, 16, (y, x) -> y * 16 + x);
        assertThat(Resize.square(same, 16)).isEqualTo(same.planes());
    }

    @Test
    void shrinking_averages_over_all_pixels_so_a_fine_checkerboard_becomes_gray() {
        byte[] gray = Resize.square(picture(64, 64, (y, x) -> (x + y) % 2 * 200), 16);
        // the filter is cut off at the border, which may weigh one colour a little more
        assertThat(gray).containsAnyOf(100).containsOnly(99, 100, 101);
    }

    @Test
    void the_middle_of_the_longer_side_is_kept() {
        byte[] middle = Resize.square(picture(8, 24, (y, x) -> x < 6 || x >= 18 ? 0 : 90), 8);
        assertThat(middle).containsOnly(90);
    }

    @Test
    void enlarging_a_ramp_keeps_it_rising() {
        byte[] wide = Resize.square(picture(8, 8, (y, x) -> x * 10), 16);
        byte[] row = Arrays.copyOf(wide, 16);
        assertThat(row).isSorted();
        assertThat(row[0]).isZero();
        assertThat(row[15]).isEqualTo((byte) 70);
        assertThat(row[7] + row[8]).isBetween(69, 71);
    }
}
