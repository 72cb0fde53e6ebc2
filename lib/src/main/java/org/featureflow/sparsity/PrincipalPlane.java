package org.featureflow.sparsity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * The plane in which the points of some paths lie as far apart as possible (principal component analysis): the best flat picture of paths in
 * many dimensions. The axes are found by power iteration, the second at right angles to the first; their signs make the largest component
 * positive, so that a picture looks the same every time.
 */
public final class PrincipalPlane {
    private static final int MOST_ITERATIONS = 5_000;
    private static final double CONVERGED = 1e-12;

    private final double[] centre;
    private final double[] first;
    private final double[] second;
    private final double explained;

    private PrincipalPlane(double[] centre, double[] first, double[] second, double explained) {
        this.centre = centre;
        this.first = first;
        this.second = second;
        this.explained = explained;
    }

    /**
     * The plane of all points of some paths.
     *
     * @param paths points of equal length, at least 2 in all
     * @return the plane through their mean
     * @throws FeatureFlowException if there are fewer than 2 points or their lengths differ
     */
    public static PrincipalPlane of(Collection<List<double[]>> paths) {
        List<double[]> points = paths.stream().flatMap(List::stream).toList();
        if (points.size() < 2
                || points.stream().mapToInt(p -> p.length).distinct().count() > 1) {
            throw new FeatureFlowException("A plane needs at least 2 points of one length, not "
                    + points.stream().map(p -> Integer.toString(p.length)).toList() + ".");
        }
        double[] centre = new double[points.get(0).length];
        points.forEach(p -> addScaled(centre, p, 1.0 / points.size()));
        List<double[]> centred = points.stream().map(p -> minus(p, centre)).toList();
        double total = centred.stream().mapToDouble(p -> dot(p, p)).sum();
        double[] zero = new double[centre.length];
        double[] first = axis(centred, zero);
        double[] second = axis(centred, first);
        double kept = spread(centred, first) + spread(centred, second);
        return new PrincipalPlane(centre, first, second, total == 0 ? 1 : kept / total);
    }

    /** The direction of largest spread at right angles to another one; zero if there is no spread left. */
    private static double[] axis(List<double[]> points, double[] other) {
        double[] v = start(points, other);
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            double[] next = new double[v.length];
            for (double[] p : points) {
                addScaled(next, p, dot(p, v));
            }
            addScaled(next, other, -dot(next, other));
            double norm = Math.sqrt(dot(next, next));
            if (norm == 0) {
                return next;
            }
            scale(next, 1 / norm);
            double change = 1 - dot(next, v);
            v = next;
            if (change < CONVERGED) {
                break;
            }
        }
        int largest = 0;
        for (int c = 0; c < v.length; c++) {
            largest = Math.abs(v[c]) > Math.abs(v[largest]) ? c : largest;
        }
        scale(v, v[largest] < 0 ? -1 : 1);
        return v;
    }

    /** The longest of the points, without its part along the other axis. */
    private static double[] start(List<double[]> points, double[] other) {
        double[] longest = new double[other.length];
        for (double[] p : points) {
            double[] rest = p.clone();
            addScaled(rest, other, -dot(rest, other));
            longest = dot(rest, rest) > dot(longest, longest) ? rest : longest;
        }
        double norm = Math.sqrt(dot(longest, longest));
        if (norm > 0) {
            scale(longest, 1 / norm);
        }
        return longest;
    }

    /**
     * The share of the points' spread (sum of squared distances from their mean) that the plane shows.
     *
     * @return 0 to 1; 1 for points that lie in a plane
     */
    public double explained() {
        return explained;
    }

    /**
     * A path as seen in the plane.
     *
     * @param path points as long as those the plane was made from
     * @return two coordinates a point
     */
    public List<double[]> project(List<double[]> path) {
        List<double[]> flat = new ArrayList<>();
        for (double[] point : path) {
            double[] p = minus(point, centre);
            flat.add(new double[] {dot(p, first), dot(p, second)});
        }
        return flat;
    }

    private static double spread(List<double[]> points, double[] axis) {
        return points.stream().mapToDouble(p -> dot(p, axis) * dot(p, axis)).sum();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double[] sum, double[] term, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * term[i];
        }
    }

    private static void scale(double[] v, double factor) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
    }

    private static double[] minus(double[] a, double[] b) {
        double[] d = a.clone();
        addScaled(d, b, -1);
        return d;
    }
}
