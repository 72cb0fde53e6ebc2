package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One feature f_l with its two neighbours on either side, as far as they belong to the same stage. The work is cut into tasks, and a task
 * into blocks whose floats fit the first-level cache.
 */
final class FlowWindow {
    private static final int BLOCK = 512;
    private static final int TASK = 128 * BLOCK;
    private static final int REACH = 2;

    /** f_{l−2} … f_{l+2}, null where the stage ends. */
    private final FloatBuffer[] features = new FloatBuffer[2 * REACH + 1];

    private final float k1;
    private final float k2;

    private FlowWindow(double k1, double k2) {
        this.k1 = (float) k1;
        this.k2 = (float) k2;
    }

    static FlowWindow around(int l, List<NDArray> flow, List<FloatBuffer> values, double k1, double k2) {
        FlowWindow window = new FlowWindow(k1, k2);
        window.features[REACH] = values.get(l);
        for (int side : new int[] {-1, 1}) {
            for (int distance = 1; distance <= REACH; distance++) {
                int other = l + side * distance;
                if (other < 0
                        || other >= flow.size()
                        || !flow.get(other).getShape().equals(flow.get(l).getShape())) {
                    break;
                }
                window.features[REACH + side * distance] = values.get(other);
            }
        }
        return window;
    }

    static int tasks(int elements) {
        return (elements + TASK - 1) / TASK;
    }

    /** What a task works in. One for every thread and kept: 13 arrays for each of hundreds of tasks a step would be the heap's main load. */
    private static final class Scratch {
        private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        final float[][] f = new float[2 * REACH + 1][BLOCK];
        final float[] g = new float[BLOCK];
        final float[] in = new float[BLOCK];
        final float[] out = new float[BLOCK];
        final float[] bend = new float[BLOCK];
        final float[] lengths = new float[BLOCK];
        final float[] bends = new float[BLOCK];

        /** The calling thread's, with sums at zero. */
        static Scratch fresh() {
            Scratch scratch = OF_THREAD.get();
            Arrays.fill(scratch.lengths, 0);
            Arrays.fill(scratch.bends, 0);
            return scratch;
        }
    }

    /** Adds the derivative to a task's part of {@code derivative}; returns Σ|d_l| and Σ|e_l| over it. */
    double[] add(FloatBuffer derivative, int task) {
        Scratch s = Scratch.fresh();
        int end = Math.min(derivative.limit(), (task + 1) * TASK);
        for (int from = task * TASK; from < end; from += BLOCK) {
            int n = Math.min(BLOCK, end - from);
            for (int i = 0; i < features.length; i++) {
                load(features[i], from, s.f[i], n);
            }
            derivative.get(from, s.g, 0, n);
            if (features[1] != null) {
                VectorLoops.subtract(s.f[2], s.f[1], s.in);
            }
            if (features[3] != null) {
                VectorLoops.subtract(s.f[3], s.f[2], s.out);
            }
            if (k1 != 0) {
                addLengths(s);
            }
            if (k2 != 0) {
                addBends(s);
            }
            derivative.put(from, s.g, 0, n);
        }
        return new double[] {VectorLoops.sum(s.lengths), VectorLoops.sum(s.bends)};
    }

    private void addLengths(Scratch s) {
        if (features[1] != null) {
            VectorLoops.addSign(s.in, k1, s.g);
        }
        if (features[3] != null) {
            VectorLoops.addSign(s.out, -k1, s.g);
            VectorLoops.addMagnitude(s.out, s.lengths);
        }
    }

    private void addBends(Scratch s) {
        float[][] f = s.f;
        if (features[1] != null && features[3] != null) {
            VectorLoops.subtract(s.out, s.in, s.bend);
            VectorLoops.addSign(s.bend, -2 * k2, s.g);
            VectorLoops.addMagnitude(s.bend, s.bends);
        }
        if (features[0] != null) {
            VectorLoops.subtract(f[1], f[0], s.bend);
            VectorLoops.subtract(s.in, s.bend, s.bend);
            VectorLoops.addSign(s.bend, k2, s.g);
        }
        if (features[4] != null) {
            VectorLoops.subtract(f[4], f[3], s.bend);
            VectorLoops.subtract(s.bend, s.out, s.bend);
            VectorLoops.addSign(s.bend, k2, s.g);
        }
    }

    private static void load(FloatBuffer feature, int from, float[] block, int n) {
        if (feature != null) {
            feature.get(from, block, 0, n);
            // What is left of the block before must not be counted twice; zeros add nothing.
            Arrays.fill(block, n, BLOCK, 0);
        }
    }
}
