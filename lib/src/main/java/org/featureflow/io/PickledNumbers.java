package org.featureflow.io;

/** Whole numbers as the unpickler hands them out. */
final class PickledNumbers {
    private static final int MOST_AXES = 64;

    private PickledNumbers() {}

    static long nonNegative(Object value) throws MalformedFileException {
        if ((value instanceof Integer || value instanceof Long) && ((Number) value).longValue() >= 0) {
            return ((Number) value).longValue();
        }
        throw new MalformedFileException("a size, stride or offset in it is not a whole number from 0 up");
    }

    /** A shape or the strides that belong to it. */
    static long[] axes(Object value) throws MalformedFileException {
        if (value instanceof Object[] items && items.length <= MOST_AXES) {
            long[] axes = new long[items.length];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = nonNegative(items[i]);
            }
            return axes;
        }
        throw new MalformedFileException("the shape or the strides of a tensor in it are not a short tuple");
    }
}
