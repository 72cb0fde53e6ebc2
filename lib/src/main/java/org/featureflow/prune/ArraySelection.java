package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.featureflow.engine.HostValues;

/**
 * The part of an array that stays.
 *
 * @param rows kept indices along axis 0, or null for all
 * @param columns kept indices along axis 1, or null for all
 */
record ArraySelection(int[] rows, int[] columns) {
    /** Copies the kept values, whatever their type, into an array of {@code owner}. */
    NDArray of(NDArray array, NDManager owner) {
        long[] shape = array.getShape().getShape().clone();
        int[] keptRows = rows != null ? rows : all(shape[0]);
        boolean matrix = shape.length > 1;
        int width = matrix ? Math.toIntExact(shape[1]) : 1;
        int[] keptColumns = !matrix ? new int[1] : columns != null ? columns : all(width);
        ByteBuffer source = HostValues.bytes(array);
        int block = Math.toIntExact(source.remaining() / (shape[0] * width));
        ByteBuffer target = ByteBuffer.allocateDirect(
                        Math.multiplyExact(Math.multiplyExact(keptRows.length, keptColumns.length), block))
                .order(ByteOrder.nativeOrder());
        int start = source.position();
        for (int row : keptRows) {
            for (int column : keptColumns) {
                target.put(target.position(), source, start + (row * width + column) * block, block);
                target.position(target.position() + block);
            }
        }
        shape[0] = keptRows.length;
        if (matrix) {
            shape[1] = keptColumns.length;
        }
        // On a CPU the engine borrows the buffer for as long as that one array lives: hand out a copy.
        try (NDArray borrowed = owner.create(target.flip(), new Shape(shape), array.getDataType())) {
            return borrowed.duplicate();
        }
    }

    private static int[] all(long count) {
        return IntStream.range(0, Math.toIntExact(count)).toArray();
    }
}
