package org.featureflow.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns big-endian elements into little-endian ones. */
final class SwappedBytes {
    private SwappedBytes() {}

    /** Reverses the bytes of each element; returns a new buffer from position 0. */
    static ByteBuffer of(ByteBuffer data, int elementBytes) {
        byte[] source = new byte[data.remaining()];
        data.duplicate().get(source);
        byte[] target = source.clone();
        for (int i = 0; i < source.length; i++) {
            int within = i % elementBytes;
            target[i - within + elementBytes - 1 - within] = source[i];
        }
        return ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    }
}
