package org.featureflow.nn;

import org.featureflow.FeatureFlowException;

/**
 * The shape of one image's feature: channels × height × width. A vector has height and width 1.
 *
 * @param channels number of channels, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record FeatureShape(int channels, int height, int width) {
    /**
     * Checks that there is something in it.
     *
     * @throws FeatureFlowException if a dimension is below 1 or there are more elements than an array holds
     */
    public FeatureShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new FeatureFlowException("A feature of " + channels + "×" + height + "×" + width
                    + " is empty; every dimension must be at least 1.");
        }
        if ((long) channels * height > Integer.MAX_VALUE / width) {
            throw new FeatureFlowException("A feature of " + channels + "×" + height + "×" + width
                    + " is too large; it may have " + Integer.MAX_VALUE + " elements at most.");
        }
    }

    /**
     * A vector.
     *
     * @param length number of elements
     * @return {@code length × 1 × 1}
     */
    public static FeatureShape vector(int length) {
        return new FeatureShape(length, 1, 1);
    }

    /**
     * Number of elements.
     *
     * @return channels · height · width
     */
    public int size() {
        return channels * height * width;
    }

    /**
     * The same map with another number of channels.
     *
     * @param newChannels number of channels
     * @return a shape with this height and width
     */
    public FeatureShape withChannels(int newChannels) {
        return new FeatureShape(newChannels, height, width);
    }

    /** Checks the numbers of a pool. */
    static void requireWindow(String pool, PerAxis kernel, PerAxis stride, PerAxis padding) {
        if (!kernel.isAtLeast(1)
                || !stride.isAtLeast(1)
                || !padding.isAtLeast(0)
                || padding.height() > kernel.height() / 2
                || padding.width() > kernel.width() / 2) {
            throw new FeatureFlowException(
                    pool + " with kernel " + kernel + ", stride " + stride + " and padding " + padding
                            + " is not possible: kernel and stride are at least 1, padding at most half of the kernel.");
        }
    }

    /**
     * The shape after a window slides over the map.
     *
     * @param kernel window size
     * @param stride step
     * @param padding rows and columns added on every side
     * @return a shape with these channels
     */
    FeatureShape windowed(PerAxis kernel, PerAxis stride, PerAxis padding) {
        long roomBelow = height + 2L * padding.height() - kernel.height();
        long roomBeside = width + 2L * padding.width() - kernel.width();
        if (roomBelow < 0 || roomBeside < 0) {
            throw new FeatureFlowException("A window of " + kernel.height() + "×" + kernel.width()
                    + " does not fit a map of " + height + "×" + width + " with padding " + padding
                    + "; use a larger input or fewer poolings.");
        }
        long h = roomBelow / stride.height() + 1;
        long w = roomBeside / stride.width() + 1;
        if (Math.max(h, w) > Integer.MAX_VALUE) {
            throw new FeatureFlowException("A padding of " + padding + " makes a map of " + h + "×" + w + ".");
        }
        return new FeatureShape(channels, (int) h, (int) w);
    }

    /**
     * The same where a last window that hangs over the edge counts too, if it begins within the map or the border before it (PyTorch's rule).
     *
     * @param kernel window size
     * @param stride step
     * @param padding rows and columns added on every side
     * @return a shape with these channels
     */
    FeatureShape windowedUp(PerAxis kernel, PerAxis stride, PerAxis padding) {
        FeatureShape down = windowed(kernel, stride, padding);
        return new FeatureShape(
                channels,
                up(height, down.height, kernel.height(), stride.height(), padding.height()),
                up(width, down.width, kernel.width(), stride.width(), padding.width()));
    }

    private static int up(int size, int down, int kernel, int stride, int padding) {
        boolean over = (size + 2L * padding - kernel) % stride != 0;
        return over && (long) down * stride < size + padding ? down + 1 : down;
    }

    @Override
    public String toString() {
        return height == 1 && width == 1 ? Integer.toString(channels) : channels + "×" + height + "×" + width;
    }
}
