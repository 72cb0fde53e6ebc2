package org.featureflow.data;

/**
 * Scales a picture so that its shorter side fits, and cuts the middle square out of it. The filter is a triangle, widened when shrinking so
 * that every pixel counts (what Pillow calls bilinear with anti-aliasing).
 */
final class Resize {
    private Resize() {}

    /** A square of {@code side}, from the middle of the picture. */
    static byte[] square(ImageFile.Picture picture, int side) {
        int height = picture.height();
        int width = picture.width();
        if (height == side && width == side) {
            return picture.planes();
        }
        int crop = Math.min(height, width);
        double top = (height - crop) / 2.0;
        double left = (width - crop) / 2.0;
        Weights columns = weights(width, left, crop, side);
        Weights rows = weights(height, top, crop, side);
        byte[] result = new byte[3 * side * side];
        float[] between = new float[height * side];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < side; x++) {
                    float sum = 0;
                    int from = columns.first[x];
                    float[] share = columns.shares[x];
                    for (int k = 0; k < share.length; k++) {
                        sum += share[k] * (picture.planes()[(c * height + y) * width + from + k] & 255);
                    }
                    between[y * side + x] = sum;
                }
            }
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    float sum = 0;
                    float[] share = rows.shares[y];
                    for (int k = 0; k < share.length; k++) {
                        sum += share[k] * between[(rows.first[y] + k) * side + x];
                    }
                    result[(c * side + y) * side + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
                }
            }
        }
        return result;
    }

    /** Which source values make each of the results, and how much of each. */
    private record Weights(int[] first, float[][] shares) {}

    private static Weights weights(int size, double start, int crop, int side) {
        double scale = (double) crop / side;
        double reach = Math.max(1, scale);
        int[] first = new int[side];
        float[][] shares = new float[side][];
        for (int i = 0; i < side; i++) {
            double center = start + (i + 0.5) * scale;
            int from = Math.max(0, (int) Math.floor(center - reach));
            int to = Math.min(size, (int) Math.ceil(center + reach));
            float[] share = new float[to - from];
            double total = 0;
            for (int k = 0; k < share.length; k++) {
                share[k] = (float) Math.max(0, 1 - Math.abs(from + k + 0.5 - center) / reach);
                total += share[k];
            }
            for (int k = 0; k < share.length; k++) {
                share[k] /= (float) total;
            }
            first[i] = from;
            shares[i] = share;
        }
        return new Weights(first, shares);
    }
}
