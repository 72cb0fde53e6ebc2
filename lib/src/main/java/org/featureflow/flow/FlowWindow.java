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

    /** Adds the derivative to a task's part of {@code derivative}; returns Σ|d_l| and Σ|e_l| over it. */
    double[] add(FloatBuffer derivative, int task) {
        float[][] f = new float[features.length][BLOCK];
        float[] g = new float[BLOCK];
        float[] in = new float[BLOCK];
        float[] out = new float[BLOCK];
        float[] bend = new float[BLOCK];
        float[] lengths = new float[BLOCK];
        float[] bends = new float[BLOCK];
        int end = Math.min(derivative.limit(), (task + 1) * TASK);
        for (int from = task * TASK; from < end; from += BLOCK) {
            int n = Math.min(BLOCK, end - from);
            for (int i = 0; i < f.length; i++) {
                load(features[i], from, f[i], n);
            }
            derivative.get(from, g, 0, n);
            if (features[1] != null) {
                VectorLoops.subtract(f[2], f[1], in);
                VectorLoops.addSign(in, k1, g);
            }
            if (features[3] != null) {
                VectorLoops.subtract(f[3], f[2], out);
                VectorLoops.addSign(out, -k1, g);
                VectorLoops.addMagnitude(out, lengths);
            }
            if (k2 != 0) {
                addBends(f, in, out, bend, g, bends);
            }
            derivative.put(from, g, 0, n);
        }
        return new double[] {VectorLoops.sum(lengths), VectorLoops.sum(bends)};
    }

    private void addBends(float[][] f, float[] in, float[] out, float[] bend, float[] g, float[] bends) {
        if (features[1] != null && features[3] != null) {
            VectorLoops.subtract(out, in, bend);
            VectorLoops.addSign(bend, -2 * k2, g);
            VectorLoops.addMagnitude(bend, bends);
        }
        if (features[0] != null) {
            VectorLoops.subtract(f[1], f[0], bend);
            VectorLoops.subtract(in, bend, bend);
            VectorLoops.addSign(bend, k2, g);
        }
        if (features[4] != null) {
            VectorLoops.subtract(f[4], f[3], bend);
            VectorLoops.subtract(bend, out, bend);
            VectorLoops.addSign(bend, k2, g);
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
