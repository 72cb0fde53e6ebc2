package org.featureflow.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.MemoryFormat;

/**
 * Crop, flip and normalise as array operations over a flat uint8 array: the source of every output value is computed as an index, gathered in
 * one operation, and scaled. Numbers never appear as Java scalars, because DJL copies
 * each to a GPU with a synchronisation; the constants are made once.
 */
final class DeviceGather {
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

    /**
     * The normalised images, {@code [batch, channels, height, width]}, owned by {@code step}.
     *
     * @param bytes flat uint8
     * @param positions which of the images in {@code bytes}, int64 {@code [batch, 1]}
     */
    NDArray batch(NDArray bytes, NDArray positions, EpochTable.Part part, Augmentation augmentation, NDManager step) {
        int batch = part.size();
        NDArray rows = part.top().add(rowNumbers);
        NDArray columns = part.flipped().mul(mirror).add(columnNumbers).add(part.left());
        NDArray safeRows = rows.maximum(zero).minimum(lastRow);
        NDArray safeColumns = columns.maximum(zero).minimum(lastColumn);
        NDArray index = positions
                .mul(imageStride)
                .reshape(batch, 1, 1, 1)
                .add(planeStarts)
                .add(safeRows.mul(rowStride).reshape(batch, 1, height, 1))
                .add(safeColumns.reshape(batch, 1, 1, width));
        NDArray values = bytes.take(part.values().getManager(), index).toType(DataType.FLOAT32, false);
        if (augmentation.padding() > 0) {
            values = values.mul(outer(safeRows.eq(rows), safeColumns.eq(columns), batch));
        }
        values = values.mul(scale).add(shift);
        if (augmentation.cutout() > 0) {
            NDArray cutRows =
                    part.cutTop().lte(rowNumbers).logicalAnd(part.cutBottom().gt(rowNumbers));
            NDArray cutColumns =
                    part.cutLeft().lte(columnNumbers).logicalAnd(part.cutRight().gt(columnNumbers));
            NDArray cut = outer(cutRows, cutColumns, batch);
            values = values.mul(cut.onesLike().sub(cut));
        }
        NDArray result = MemoryFormat.of(step.getDevice()).apply(values);
        result.attach(step);
        return result;
    }

    /** Product of a mask over rows and one over columns, as float32 {@code [batch, 1, height, width]}. */
    private NDArray outer(NDArray overRows, NDArray overColumns, int batch) {
        NDArray r = overRows.toType(DataType.FLOAT32, false).reshape(batch, 1, height, 1);
        NDArray c = overColumns.toType(DataType.FLOAT32, false).reshape(batch, 1, 1, width);
        return r.mul(c);
    }
}
