package org.featureflow.nn;

import ai.djl.ndarray.types.Shape;

/**
 * One number for the rows of a map and one for its columns: the size of a window, its steps, its padding.
 *
 * @param height of the rows, from top to bottom
 * @param width of the columns, from left to right
 */
public record PerAxis(int height, int width) {
    /**
     * The same for both.
     *
     * @param both the number
     * @return a square window, an equal step or an equal padding
     */
    public static PerAxis of(int both) {
        return new PerAxis(both, both);
    }

    /**
     * Whether rows and columns have this number.
     *
     * @param both the number
     * @return true if both have it
     */
    public boolean isBoth(int both) {
        return height == both && width == both;
    }

    /**
     * The product of both: how many positions a window has.
     *
     * @return height · width
     */
    public long area() {
        return (long) height * width;
    }

    boolean isAtLeast(int least) {
        return height >= least && width >= least;
    }

    Shape shape() {
        return new Shape(height, width);
    }

    /** One number where both are equal, else such as {@code 1×7}. */
    @Override
    public String toString() {
        return height == width ? Integer.toString(height) : height + "×" + width;
    }
}
