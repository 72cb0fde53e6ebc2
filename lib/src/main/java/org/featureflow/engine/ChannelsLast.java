package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.featureflow.FeatureFlowException;

/** The memory of float32 CPU arrays [B, C, H, W] in the order B, H, W, C, for loops that no operator offers. */
public final class ChannelsLast {
    private ChannelsLast() {}

    /**
     * The elements to read.
     *
     * @param x a float32 array on the CPU, [B, C, H, W] or of another rank
     * @return its own memory if it lies channels-last (another rank: in row-major order), else a copy; valid while {@code x} is open
     */
    public static FloatBuffer read(NDArray x) {
        return bytes(x).asFloatBuffer();
    }

    /**
     * The elements to change in place.
     *
     * @param x a float32 array on the CPU, [B, C, H, W] or of another rank
     * @return its own memory in the order of {@link #read}, or empty if it lies otherwise; valid while {@code x} is open
     */
    public static Optional<FloatBuffer> write(NDArray x) {
        return OwnMemory.of(() -> bytes(x)).map(ByteBuffer::asFloatBuffer);
    }

    /**
     * Zeros that {@link #write} finds the memory of.
     *
     * @param like an array
     * @return zeros of its shape and type, attached to its manager
     */
    public static NDArray zeros(NDArray like) {
        Shape s = like.getShape();
        if (s.dimension() != 4) {
            return like.getManager().zeros(s, like.getDataType());
        }
        try (NDArray rows =
                like.getManager().zeros(new Shape(s.get(0), s.get(2), s.get(3), s.get(1)), like.getDataType())) {
            return rows.transpose(0, 3, 1, 2);
        }
    }

    private static ByteBuffer bytes(NDArray x) {
        if (x.size() > Integer.MAX_VALUE / Float.BYTES) {
            // A longer one gets no buffer, or one that ends too early.
            throw new FeatureFlowException("A feature of shape " + x.getShape()
                    + " has 2 GiB or more, too many for feature flow; use a smaller batch.");
        }
        if (x.getShape().dimension() != 4) {
            return x.toByteBuffer(true);
        }
        // Left open, the view would keep the memory of a closed x until the step is over. The buffer needs x alone, or
        // a copy that DJL
        // attaches to the manager.
        try (NDArray view = x.transpose(0, 2, 3, 1)) {
            return view.toByteBuffer(true);
        }
    }
}
