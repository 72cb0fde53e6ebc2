package org.featureflow.data;

/**
 * The figures of {@link Synthetic}: how much of a point is covered, in coordinates where the figure reaches to about 1 from its centre.
 * Edges are soft over {@code blur}, which makes them smooth at any image size.
 */
final class SyntheticFigure {
    private SyntheticFigure() {}

    /**
     * Coverage of a point.
     *
     * @param label which figure
     * @param x to the right of the centre
     * @param y below the centre
     * @param blur width of a soft edge
     * @param waves stripes, squares or dots across the figure, for the textures
     * @return 0 outside to 1 inside
     */
    static double coverage(int label, double x, double y, double blur, double waves) {
        double ax = Math.abs(x);
        double ay = Math.abs(y);
        double square = Math.max(ax, ay);
        double distance = Math.sqrt(x * x + y * y);
        return switch (label) {
            case 0 -> soft(1 - distance, blur);
            case 1 -> soft(0.28 - Math.abs(distance - 0.75), blur);
            case 2 -> soft(0.88 - square, blur);
            case 3 -> soft(0.22 - Math.abs(square - 0.7), blur);
            case 4 -> soft(Math.min(0.65 - y, (y + 1.05 - 1.75 * ax) * 0.5), blur);
            case 5 -> soft(Math.min(Math.max(0.27 - ax, 0.27 - ay), 1 - square), blur);
            case 6 -> soft(wave(y, waves), blur) * soft(1.1 - distance, blur);
            case 7 -> soft(wave(x, waves), blur) * soft(1.1 - distance, blur);
            case 8 -> soft(checker(x, y, waves), blur) * soft(1.1 - distance, blur);
            default -> soft(0.30 / waves * 2 - dot(x, y, waves), blur) * soft(1.1 - distance, blur);
        };
    }

    private static double soft(double depth, double blur) {
        return Math.min(1, Math.max(0, depth / blur + 0.5));
    }

    /** Signed distance to the edge of a stripe; {@code waves} stripes and gaps fit between −1 and 1. */
    private static double wave(double value, double waves) {
        double phase = (value + 1) * waves / 2;
        double within = phase - Math.floor(phase);
        return (0.25 - Math.abs(within - 0.5)) * 2 / waves;
    }

    private static double checker(double x, double y, double waves) {
        double across = wave(x, waves);
        double down = wave(y, waves);
        double edge = Math.min(Math.abs(across), Math.abs(down));
        return across > 0 == down > 0 ? edge : -edge;
    }

    /** Distance to the centre of the nearest dot. */
    private static double dot(double x, double y, double waves) {
        double dx = within(x, waves);
        double dy = within(y, waves);
        return Math.sqrt(dx * dx + dy * dy);
    }

    private static double within(double value, double waves) {
        double phase = (value + 1) * waves / 2;
        return (phase - Math.floor(phase) - 0.5) * 2 / waves;
    }
}
