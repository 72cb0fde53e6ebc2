package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers of 9000 draws; the bounds are five standard deviations from what independent uniform draws give. */
class AugmentationTest {
    private static final int DRAWS = 9000;
    private static final int HEIGHT = 30;
    private static final int WIDTH = 20;
    private static final Augmentation AUGMENTATION = new Augmentation(4, true, 8);

    private static Augmentation.Placement place(long seed, long epoch, int image) {
        return AUGMENTATION.place(seed, epoch, image, HEIGHT, WIDTH);
    }

    private static void assertUniform(String what, int[] counts) {
        double expected = (double) DRAWS / counts.length;
        double slack = 5 * Math.sqrt(expected * (1 - 1.0 / counts.length));
        assertThat(IntStream.of(counts).boxed())
                .as(what)
                .allSatisfy(count -> assertThat((double) count).isBetween(expected - slack, expected + slack));
    }

    private static void assertShare(String what, long count, double share) {
        double slack = 5 * Math.sqrt(DRAWS * share * (1 - share));
        assertThat((double) count).as(what).isBetween(DRAWS * share - slack, DRAWS * share + slack);
    }

    private static long count(IntPredicate of) {
        return IntStream.range(0, DRAWS).filter(of).count();
    }

    @Test
    void every_offset_and_every_place_of_the_cut_is_as_likely() {
        int[] tops = new int[9];
        int[] lefts = new int[9];
        int[] cutTops = new int[HEIGHT];
        int[] cutLefts = new int[WIDTH];
        for (int i = 0; i < DRAWS; i++) {
            Augmentation.Placement p = place(1, 0, i);
            tops[p.top() + 4]++;
            lefts[p.left() + 4]++;
            cutTops[p.cutTop() + 4]++;
            cutLefts[p.cutLeft() + 4]++;
        }
        assertUniform("top", tops);
        assertUniform("left", lefts);
        assertUniform("top of the cut", cutTops);
        assertUniform("left of the cut", cutLefts);
    }

    @Test
    void placements_are_independent_over_axes() {
        assertShare(
                "top = left", count(i -> place(1, 0, i).top() == place(1, 0, i).left()), 1 / 9.0);
        assertShare(
                "top = −left",
                count(i -> place(1, 0, i).top() == -place(1, 0, i).left()),
                1 / 9.0);
        assertShare(
                "cut on its diagonal",
                count(i -> place(1, 0, i).cutTop() == place(1, 0, i).cutLeft()),
                1.0 / HEIGHT);
        assertShare(
                "flipped above",
                count(i -> place(1, 0, i).flipped() && place(1, 0, i).top() < 0),
                0.5 * 4 / 9);
    }

    @Test
    void placements_are_independent_over_epochs_seeds_and_images() {
        assertShare(
                "top of the next epoch",
                count(i -> place(1, 0, i).top() == place(1, 1, i).top()),
                1 / 9.0);
        assertShare(
                "left of the next epoch",
                count(i -> place(1, 0, i).left() == place(1, 1, i).left()),
                1 / 9.0);
        assertShare(
                "flip of the next epoch",
                count(i -> place(1, 0, i).flipped() == place(1, 1, i).flipped()),
                0.5);
        assertShare(
                "top of the next seed",
                count(i -> place(1, 0, i).top() == place(2, 0, i).top()),
                1 / 9.0);
        assertShare(
                "top of the next image",
                count(i -> place(1, 0, i).top() == place(1, 0, i + 1).top()),
                1 / 9.0);
    }
}
