package org.featureflow.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The input of one step. It owns a manager of its own; results computed from {@link #images()} join that manager and are freed with it, so a
 * step leaves nothing behind:
 *
 * <pre>{@code
 * for (Batch batch : batches.epoch(epoch, manager)) {
 *     try (batch) {
 *         ... network.forward(batch.images(), true) ...
 *     }
 * }
 * }</pre>
 */
public final class Batch implements AutoCloseable {
    private final NDManager manager;
    private final NDArray images;
    private final NDArray labels;
    private final int size;

    Batch(NDManager manager, NDArray images, NDArray labels, int size) {
        this.manager = manager;
        this.images = images;
        this.labels = labels;
        this.size = size;
    }

    /**
     * Normalised pixels.
     *
     * @return float32 {@code [size, channels, height, width]}, in the memory format of the device
     */
    public NDArray images() {
        return images;
    }

    /**
     * Classes.
     *
     * @return int64 {@code [size]}
     */
    public NDArray labels() {
        return labels;
    }

    /**
     * Number of images.
     *
     * @return the batch size, or less in the last batch of an epoch
     */
    public int size() {
        return size;
    }

    /** Frees both arrays and everything computed from them that was not moved elsewhere. */
    @Override
    public void close() {
        manager.close();
    }
}
