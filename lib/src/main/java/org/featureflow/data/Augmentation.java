package org.featureflow.data;

import org.featureflow.FeatureFlowException;

/**
 * Random changes of a training image: zero-pad and crop back to its size at a random place, flip left to right half of the time, and cut
 * out a square. In this order, as in the usual CIFAR recipe (He et al. 2016, §4.2; cutout: DeVries and Taylor 2017).
 *
 * @param padding pixels of black added on each side before the random crop; 0 for no crop
 * @param flip whether to flip half of the images
 * @param cutout side of the square that is set to the mean colour, centred anywhere in the image; 0 for none
 */
public record Augmentation(int padding, boolean flip, int cutout) {
    /** Leaves images as they are. */
    public static final Augmentation NONE = new Augmentation(0, false, 0);

    /** Checks the sizes. */
    public Augmentation {
        if (padding < 0 || cutout < 0) {
            throw new FeatureFlowException(
                    "Augmentation needs padding and cutout of 0 or more, got " + padding + " and " + cutout + ".");
        }
    }

    /**
     * The usual one for 32 × 32: pad by 4, crop, flip.
     *
     * @return padding 4, flip, no cutout
     */
    public static Augmentation cifar() {
        return new Augmentation(4, true, 0);
    }

    /**
     * The usual one for the size of some images: pad by an eighth of their shorter side, crop, flip.
     *
     * @param images any images; 32 rows give padding 4, 64 rows 8
     * @return flip and no cutout
     */
    public static Augmentation standard(Images images) {
        return new Augmentation(Math.min(images.height(), images.width()) / 8, true, 0);
    }

    /**
     * The same with a square cut out.
     *
     * @param side side of the square in pixels; 16 is usual for CIFAR-10
     * @return the changed copy
     */
    public Augmentation withCutout(int side) {
        return new Augmentation(padding, flip, side);
    }

    /** Whether images stay as they are. */
    boolean isNone() {
        return padding == 0 && !flip && cutout == 0;
    }

    /** What happens to one image in one epoch: nothing but a function of the arguments. */
    Placement place(long seed, long epoch, int image, int height, int width) {
        CounterRandom random = CounterRandom.of(seed, epoch, image);
        int side = 2 * padding + 1;
        int top = random.below(side) - padding;
        int left = random.below(side) - padding;
        boolean flipped = random.coin() && flip;
        int cutTop = random.below(height) - cutout / 2;
        int cutLeft = random.below(width) - cutout / 2;
        return new Placement(top, left, flipped, cutTop, cutLeft);
    }

    /**
     * One drawn augmentation. Pixel (y, x) of the result is pixel (y + top, x′ + left) of the image, x′ counted from the right if flipped,
     * and black outside it.
     *
     * @param top row of the image that the first row shows, −padding to padding
     * @param left column that the first column shows
     * @param flipped whether columns run backwards
     * @param cutTop first row of the square cut out
     * @param cutLeft first column of the square cut out
     */
    record Placement(int top, int left, boolean flipped, int cutTop, int cutLeft) {
        static final Placement IDENTITY = new Placement(0, 0, false, 0, 0);
    }
}
