package org.featureflow.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Makes batches on the CPU: one pass over the bytes of each image, a look-up per value instead of arithmetic, written channels-last into the
 * memory of the array itself.
 */
final class HostWriter {
    private final Images images;
    private final float[][] tables;

    HostWriter(Images images, Normalization normalization) {
        this.images = images;
        this.tables = new float[images.channels()][];
        for (int c = 0; c < tables.length; c++) {
            tables[c] = normalization.table(c);
        }
    }

    Batch batch(int[] chosen, Augmentation.Placement[] placements, Augmentation augmentation, NDManager step) {
        int height = images.height();
        int width = images.width();
        int channels = images.channels();
        long[] labels = new long[chosen.length];
        byte[] planes = new byte[images.bytesPerImage()];
        float[] values = new float[planes.length];
        NDArray pixels;
        try (NDArray stored = step.create(new Shape(chosen.length, height, width, channels), DataType.FLOAT32)) {
            FloatBuffer target = stored.toByteBuffer(true).asFloatBuffer();
            for (int i = 0; i < chosen.length; i++) {
                images.copyPixels(chosen[i], planes, 0);
                write(planes, placements[i], augmentation.cutout(), values);
                target.put(values);
                labels[i] = images.label(chosen[i]);
            }
            pixels = stored.transpose(0, 3, 1, 2);
        }
        return new Batch(step, pixels, step.create(labels), chosen.length);
    }

    /** One image: rows, columns, channels. */
    private void write(byte[] planes, Augmentation.Placement placement, int cutout, float[] values) {
        int height = images.height();
        int width = images.width();
        int channels = tables.length;
        // Columns x of the result, counted before the flip, that show the image: the rest is padding.
        int from = Math.max(0, -placement.left());
        int to = Math.min(width, width - placement.left());
        int step = placement.flipped() ? -channels : channels;
        for (int y = 0; y < height; y++) {
            int sourceRow = y + placement.top();
            boolean inside = sourceRow >= 0 && sourceRow < height;
            for (int c = 0; c < channels; c++) {
                float[] table = tables[c];
                int first = (y * width + (placement.flipped() ? width - 1 : 0)) * channels + c;
                int shownFrom = inside ? from : width;
                int shownTo = inside ? to : width;
                int at = first;
                for (int x = 0; x < shownFrom; x++, at += step) {
                    values[at] = table[0];
                }
                int source = (c * height + sourceRow) * width + placement.left();
                for (int x = shownFrom; x < shownTo; x++, at += step) {
                    values[at] = table[planes[source + x] & 255];
                }
                for (int x = shownTo; x < width; x++, at += step) {
                    values[at] = table[0];
                }
            }
        }
        if (cutout > 0) {
            cut(placement, cutout, values);
        }
    }

    /** Sets a square to 0, the mean colour after normalisation. */
    private void cut(Augmentation.Placement placement, int side, float[] values) {
        int width = images.width();
        int channels = tables.length;
        int left = Math.max(0, placement.cutLeft());
        int right = Math.min(width, placement.cutLeft() + side);
        int bottom = Math.min(images.height(), placement.cutTop() + side);
        for (int y = Math.max(0, placement.cutTop()); y < bottom; y++) {
            Arrays.fill(values, (y * width + left) * channels, (y * width + right) * channels, 0f);
        }
    }
}
