package org.featureflow.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

/**
 * How a batch of images lies in memory. The shape is always {@code [batch, channels, height, width]}; only the strides differ, and the
 * operators that follow keep them.
 *
 * <p>On a CPU convolutions and batch norm are faster with the channels of one pixel beside each other; on a GPU 32-bit convolutions
 * usually prefer whole planes. So the format is a property of the device.
 */
public enum MemoryFormat {
    /** Whole planes, one per channel: the strides of an ordinary array. */
    CONTIGUOUS,
    /** All channels of a pixel together (NHWC in memory). */
    CHANNELS_LAST;

    /**
     * The format that networks run fastest with.
     *
     * @param device where the arrays live
     * @return {@link #CHANNELS_LAST} on a CPU, {@link #CONTIGUOUS} on a GPU
     */
    public static MemoryFormat of(Device device) {
        return device.isGpu() ? CONTIGUOUS : CHANNELS_LAST;
    }

    /**
     * The same values with the strides of this format.
     *
     * @param images shape {@code [batch, channels, height, width]}
     * @return an array of that shape, attached to the manager of {@code images}; shares memory with it where the strides are already right
     */
    public NDArray apply(NDArray images) {
        if (this == CONTIGUOUS) {
            return rowMajor(images);
        }
        try (NDArray view = images.transpose(0, 2, 3, 1);
                NDArray stored = rowMajor(view)) {
            return stored.transpose(0, 3, 1, 2);
        }
    }

    /** DJL has no {@code contiguous()}; flattening copies a permuted view into row-major order. */
    private static NDArray rowMajor(NDArray array) {
        try (NDArray flat = array.flatten()) {
            return flat.reshape(array.getShape());
        }
    }
}
