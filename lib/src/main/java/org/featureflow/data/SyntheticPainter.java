package org.featureflow.data;

/** Paints one image of {@link Synthetic}: background, clutter, figure, lines across it, noise, in that order. Works on red, green and blue from 0 to 1. */
final class SyntheticPainter {
    /** Least difference in brightness between the figure and what is behind it. */
    private static final double CONTRAST = 0.16;

    private final int side;
    private final CounterRandom random;
    private final double[] canvas;

    SyntheticPainter(int side, CounterRandom random) {
        this.side = side;
        this.random = random;
        this.canvas = new double[3 * side * side];
    }

    void paint(int label, byte[] pixels, int offset) {
        double[] behind = color(random.between(0.1, 0.9));
        background(behind);
        int blobs = 2 + random.below(4);
        for (int i = 0; i < blobs; i++) {
            blob(behind);
        }
        int linesBehind = random.below(3);
        for (int i = 0; i < linesBehind; i++) {
            line(behind);
        }
        figure(label, behind);
        int linesBefore = random.below(2);
        for (int i = 0; i < linesBefore; i++) {
            line(behind);
        }
        double noise = random.between(0.02, 0.07);
        for (int i = 0; i < canvas.length; i++) {
            double value = canvas[i] + noise * (random.unit() + random.unit() + random.unit() - 1.5) * 2;
            pixels[offset + i] = value <= 0 ? 0 : value >= 1 ? (byte) 255 : (byte) Math.round(255 * value);
        }
    }

    /** A slope between two shades of one colour. */
    private void background(double[] behind) {
        double slopeX = random.between(-0.12, 0.12) / side;
        double slopeY = random.between(-0.12, 0.12) / side;
        int i = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    canvas[i++] = behind[c] + slopeX * (2 * x - side) + slopeY * (2 * y - side);
                }
            }
        }
    }

    /** A faint soft patch. */
    private void blob(double[] behind) {
        double[] paint = near(behind, 0.16);
        double x = random.between(0, side);
        double y = random.between(0, side);
        double radius = side * random.between(0.08, 0.22);
        for (int row = 0; row < side; row++) {
            double dy = row - y;
            if (dy * dy >= radius * radius) {
                continue;
            }
            for (int column = 0; column < side; column++) {
                double dx = column - x;
                blend(row, column, paint, 1 - (dx * dx + dy * dy) / (radius * radius));
            }
        }
    }

    /** A thin line right across. */
    private void line(double[] behind) {
        double[] paint = near(behind, 0.22);
        double angle = random.between(0, Math.PI);
        double nx = StrictMath.cos(angle);
        double ny = StrictMath.sin(angle);
        double at = nx * random.between(0, side) + ny * random.between(0, side);
        double thickness = side * random.between(0.015, 0.03);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double distance = Math.abs(nx * column + ny * row - at);
                blend(row, column, paint, Math.min(1, thickness - distance + 0.5));
            }
        }
    }

    private void figure(int label, double[] behind) {
        double brightness = brightness(behind);
        double contrast = random.between(CONTRAST, 0.45);
        boolean brighter = random.coin();
        if (brightness + contrast > 1) {
            brighter = false;
        } else if (brightness - contrast < 0) {
            brighter = true;
        }
        double[] paint = color(brightness + (brighter ? contrast : -contrast));
        boolean texture = label >= 6;
        double radius = side * (texture ? random.between(0.25, 0.4) : random.between(0.18, 0.34));
        double x = random.between(radius * 0.9, side - radius * 0.9) - 0.5;
        double y = random.between(radius * 0.9, side - radius * 0.9) - 0.5;
        // Stripes that were turned too far would belong to the other stripes' class, squares to none.
        double angle = random.between(-0.4, 0.4);
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        double waves = 3 + random.below(2) - (label == 8 ? 1 : 0);
        for (int row = 0; row < side; row++) {
            double dy = row - y;
            for (int column = 0; column < side; column++) {
                double dx = column - x;
                double u = cos * dx + sin * dy;
                double v = cos * dy - sin * dx;
                if (u * u + v * v < 2.3) {
                    blend(row, column, paint, SyntheticFigure.coverage(label, u, v, 1.2 / radius, waves));
                }
            }
        }
    }

    /** Moves a pixel's colour this share of the way to the paint; below 0 is none. */
    private void blend(int row, int column, double[] paint, double share) {
        if (share <= 0) {
            return;
        }
        int plane = side * side;
        int i = row * side + column;
        for (int c = 0; c < 3; c++, i += plane) {
            canvas[i] += share * (paint[c] - canvas[i]);
        }
    }

    /** Any colour of about this brightness. */
    private double[] color(double brightness) {
        double[] color = {random.between(-0.2, 0.2), random.between(-0.2, 0.2), random.between(-0.2, 0.2)};
        double shift = brightness - brightness(color);
        for (int c = 0; c < 3; c++) {
            color[c] = Math.min(1, Math.max(0, color[c] + shift));
        }
        return color;
    }

    /** A colour not much brighter or darker than another. */
    private double[] near(double[] other, double most) {
        return color(Math.min(1, Math.max(0, brightness(other) + random.between(-most, most))));
    }

    private static double brightness(double[] color) {
        return (color[0] + color[1] + color[2]) / 3;
    }
}
