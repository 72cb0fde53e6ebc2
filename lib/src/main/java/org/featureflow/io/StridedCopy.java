package org.featureflow.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a strided view of some elements out in row-major order. */
final class StridedCopy {
    private StridedCopy() {}

    /**
     * Copies the elements of a view. The caller has checked that all of it lies inside the source and fits in an int.
     *
     * @param source holds the elements
     * @param start of the first element, in bytes from position 0
     * @param elementBytes 1, 2, 4 or 8
     * @param shape the size of every axis, none of them 0
     * @param strides the distance along every axis, in elements
     */
    static ByteBuffer rowMajor(ByteBuffer source, int start, int elementBytes, long[] shape, long[] strides) {
        ByteBuffer from = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long count = elementBytes;
        for (long axis : shape) {
            count *= axis;
        }
        ByteBuffer target = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[shape.length];
        long at = start;
        while (target.hasRemaining()) {
            copy(from, (int) at, target, elementBytes);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at += strides[axis] * elementBytes;
                if (++index[axis] < shape[axis]) {
                    break;
                }
                at -= strides[axis] * elementBytes * shape[axis];
                index[axis] = 0;
            }
        }
        return target.flip();
    }

    private static void copy(ByteBuffer source, int at, ByteBuffer target, int elementBytes) {
        switch (elementBytes) {
            case 1 -> target.put(source.get(at));
            case 2 -> target.putShort(source.getShort(at));
            case 4 -> target.putInt(source.getInt(at));
            default -> target.putLong(source.getLong(at));
        }
    }
}
