package org.featureflow.sparsity;

import java.util.List;

/** The path of one image through features of one size, f_0 … f_L, as points of a Euclidean space. */
public final class Trajectory {
    private Trajectory() {}

    /**
     * Σ_l ‖f_{l+1} − f_l‖₂.
     *
     * @param points features of equal length
     * @return the length of the path
     */
    public static double length(List<float[]> points) {
        double length = 0;
        for (int l = 0; l + 1 < points.size(); l++) {
            length += Norms.l2(difference(points.get(l + 1), points.get(l)));
        }
        return length;
    }

    /**
     * The sum of the angles between successive steps; a step of length 0 has no direction and no angle.
     *
     * @param points features of equal length
     * @return total absolute turning in radians, at most π for every inner point
     */
    public static double turning(List<float[]> points) {
        double sum = 0;
        for (int l = 1; l + 1 < points.size(); l++) {
            float[] before = difference(points.get(l), points.get(l - 1));
            float[] after = difference(points.get(l + 1), points.get(l));
            sum += angle(before, after);
        }
        return sum;
    }

    /** 2·atan(‖u − v‖ / ‖u + v‖) for the directions u and v: accurate also for small angles. */
    private static double angle(float[] a, float[] b) {
        double sizeA = Norms.l2(a);
        double sizeB = Norms.l2(b);
        if (sizeA == 0 || sizeB == 0) {
            return 0;
        }
        double apart = 0;
        double together = 0;
        for (int i = 0; i < a.length; i++) {
            double u = a[i] / sizeA;
            double v = b[i] / sizeB;
            apart += (u - v) * (u - v);
            together += (u + v) * (u + v);
        }
        return 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
    }

    /**
     * The distance between the ends as a share of the length.
     *
     * @param points features of equal length
     * @return 1 for a straight path, 0 for one that returns; NaN for a path without length
     */
    public static double straightness(List<float[]> points) {
        float[] chord = difference(points.get(points.size() - 1), points.get(0));
        return Norms.l2(chord) / length(points);
    }

    private static float[] difference(float[] to, float[] from) {
        float[] d = new float[to.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = to[i] - from[i];
        }
        return d;
    }
}
