package org.featureflow.engine;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells an array's memory from a copy of it: DJL copies silently what is not contiguous, to another place each time. */
final class OwnMemory {
    private OwnMemory() {}

    /**
     * The memory of an array.
     *
     * @param bytes asks DJL for the array's buffer
     * @return empty if it gives copies
     */
    static Optional<ByteBuffer> of(Supplier<ByteBuffer> bytes) {
        // Both are held, or the second copy could lie where the first one lay.
        ByteBuffer once = bytes.get();
        ByteBuffer again = bytes.get();
        return address(once) == address(again) ? Optional.of(once) : Optional.empty();
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }
}
