package org.featureflow.data;

import java.nio.ByteBuffer;

/** Where the bytes of many equally large images lie. Implementations can be read by any number of threads. */
sealed interface Pixels {
    /** Copies one image, as planes, to {@code target[offset…]}. */
    void copy(int image, byte[] target, int offset);

    /** Images on the Java heap. */
    record Heap(byte[] bytes, int size) implements Pixels {
        @Override
        public void copy(int image, byte[] target, int offset) {
            System.arraycopy(bytes, image * size, target, offset, size);
        }
    }

    /** Images in memory-mapped pieces; each piece but the last holds {@code perPiece} whole images. */
    record Mapped(ByteBuffer[] pieces, int perPiece, int size) implements Pixels {
        @Override
        public void copy(int image, byte[] target, int offset) {
            pieces[image / perPiece].get(image % perPiece * size, target, offset, size);
        }
    }
}
