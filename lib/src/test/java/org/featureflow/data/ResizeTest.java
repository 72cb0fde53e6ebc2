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
    void shrinking_weighs_every_pixel_and_not_the_nearest_alone() {
        byte[] columns = Resize.square(picture(64, 64, (y, x) -> x % 4 == 0 ? 200 : 0), 16);
        byte[] rows = Resize.square(picture(64, 64, (y, x) -> y % 4 == 0 ? 200 : 0), 16);
        for (int i = 0; i < columns.length; i++) {
            int x = i % 16;
            int y = i / 16 % 16;
            assertThat(columns[i]).as("column %d", x).isEqualTo(oneInFour(x));
            assertThat(rows[i]).as("row %d", y).isEqualTo(oneInFour(y));
        }
    }

    /** A triangle over eight pixels has a quarter of its weight on one in four; at the border it is cut off, and the rest makes up the whole. */
    private static byte oneInFour(int place) {
        if (place == 0) {
            return (byte) Math.round(200 * (0.625 + 0.375) / 3.5);
        }
        return (byte) (place == 15 ? Math.round(200 * 0.625 / 3.5) : 50);
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
