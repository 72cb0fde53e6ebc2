package org.featureflow.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.MemoryFormat;

/**
 * Crop, flip and normalise as array operations over a flat uint8 array: the source of every output value is computed as an index, gathered in
 * one operation, and scaled. Only six small numbers per image come from the host. Numbers never appear as Java scalars, because DJL copies
 * each to a GPU with a synchronisation; the constants are made once.
 */
final class DeviceGather {
    private static final int COLUMNS = 6;

    private final int channels;
    private final int height;
    private final int width;
    private final NDArray rowNumbers;
    private final NDArray columnNumbers;
    private final NDArray mirror;
    private final NDArray lastRow;
    private final NDArray lastColumn;
    private final NDArray zero;
    private final NDArray imageStride;
    private final NDArray rowStride;
    private final NDArray planeStarts;
    private final NDArray scale;
    private final NDArray shift;

    DeviceGather(Images images, Normalization normalization, NDManager owner) {
        channels = images.channels();
        height = images.height();
        width = images.width();
        rowNumbers = owner.create(range(height, 1, 0), new Shape(1, height));
        columnNumbers = owner.create(range(width, 1, 0), new Shape(1, width));
        mirror = owner.create(range(width, -2, width - 1), new Shape(1, width));
        lastRow = owner.create(height - 1L);
        lastColumn = owner.create(width - 1L);
        zero = owner.create(0L);
        imageStride = owner.create((long) images.bytesPerImage());
        rowStride = owner.create((long) width);
        planeStarts = owner.create(range(channels, height * width, 0), new Shape(1, channels, 1, 1));
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = normalization.scale(c);
            shifts[c] = normalization.shift(c);
        }
        scale = owner.create(scales, new Shape(1, channels, 1, 1));
        shift = owner.create(shifts, new Shape(1, channels, 1, 1));
    }

    private static long[] range(int count, int factor, int start) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = start + (long) i * factor;
        }
        return values;
    }

    /** The normalised images, {@code [batch, channels, height, width]}, owned by {@code step}. */
    NDArray batch(
            NDArray bytes,
            long[] images,
            Augmentation.Placement[] placements,
            Augmentation augmentation,
            NDManager step) {
        int batch = images.length;
        try (NDManager local = step.newSubManager()) {
            NDArray table = local.create(table(images, placements), new Shape(COLUMNS, batch, 1));
            NDArray rows = table.get(1).add(rowNumbers);
            NDArray columns = table.get(3).mul(mirror).add(columnNumbers).add(table.get(2));
            NDArray safeRows = rows.maximum(zero).minimum(lastRow);
            NDArray safeColumns = columns.maximum(zero).minimum(lastColumn);
            NDArray index = table.get(0)
                    .mul(imageStride)
                    .reshape(batch, 1, 1, 1)
                    .add(planeStarts)
                    .add(safeRows.mul(rowStride).reshape(batch, 1, height, 1))
                    .add(safeColumns.reshape(batch, 1, 1, width));
            NDArray values = bytes.take(local, index).toType(DataType.FLOAT32, false);
            if (augmentation.padding() > 0) {
                values = values.mul(outer(safeRows.eq(rows), safeColumns.eq(columns), batch));
            }
            values = values.mul(scale).add(shift);
            if (augmentation.cutout() > 0) {
                NDArray side = local.create((long) augmentation.cutout());
                NDArray cutRows = inside(table.get(4), rowNumbers, side);
                NDArray cutColumns = inside(table.get(5), columnNumbers, side);
                NDArray cut = outer(cutRows, cutColumns, batch);
                values = values.mul(cut.onesLike().sub(cut));
            }
            NDArray result = MemoryFormat.of(step.getDevice()).apply(values);
            result.attach(step);
            return result;
        }
    }

    private static long[] table(long[] images, Augmentation.Placement[] placements) {
        int batch = images.length;
        long[] table = new long[COLUMNS * batch];
        for (int i = 0; i < batch; i++) {
            table[i] = images[i];
            table[batch + i] = placements[i].top();
            table[2 * batch + i] = placements[i].left();
            table[3 * batch + i] = placements[i].flipped() ? 1 : 0;
            table[4 * batch + i] = placements[i].cutTop();
            table[5 * batch + i] = placements[i].cutLeft();
        }
        return table;
    }

    /** 1 where start ≤ number &lt; start + side. */
    private static NDArray inside(NDArray start, NDArray numbers, NDArray side) {
        return start.lte(numbers).logicalAnd(start.add(side).gt(numbers));
    }

    /** Product of a mask over rows and one over columns, as float32 {@code [batch, 1, height, width]}. */
    private NDArray outer(NDArray overRows, NDArray overColumns, int batch) {
        NDArray r = overRows.toType(DataType.FLOAT32, false).reshape(batch, 1, height, 1);
        NDArray c = overColumns.toType(DataType.FLOAT32, false).reshape(batch, 1, 1, width);
        return r.mul(c);
    }
}
