package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.featureflow.engine.ChannelsLast;
import org.featureflow.engine.CpuTasks;

/**
 * The derivative of the default feature flow penalty in closed form, added to the derivative of the loss by one feature after another in a
 * single pass over memory. For the L1 norm, with s the sign function, d_l = f_{l+1} − f_l and e_l = d_l − d_{l−1},
 *
 * <pre>
 * ∂/∂f_l (k1 Σ|d| + k2 Σ|e|) = k1 (s(d_{l−1}) − s(d_l)) + k2 (s(e_{l−1}) − 2 s(e_l) + s(e_{l+1}))
 * </pre>
 *
 * <p>so feature l needs its two neighbours on either side and nothing else. Autograd reads and writes every feature more than thirty times
 * for the same two terms; here it is five reads and one update.
 */
public final class L1FlowGradient {
    private final List<NDArray> features;
    private final Reduction reduction;
    private final double k1;
    private final double k2;
    private final List<FloatBuffer> values = new ArrayList<>();
    private double gradient;
    private double curvature;

    private L1FlowGradient(List<NDArray> features, Reduction reduction, double k1, double k2) {
        this.features = features;
        this.reduction = reduction;
        this.k1 = k1;
        this.k2 = k2;
        features.forEach(f -> values.add(ChannelsLast.read(f)));
    }

    /**
     * Whether this form computes some options.
     *
     * @param options the options
     * @return true for the L1 norm of differences within a stage
     */
    public static boolean computes(FlowOptions options) {
        return options.norm() == Norm.L1
                && options.transition() == Transition.WITHIN_STAGE
                && options.bend() == Bend.SECOND_DIFFERENCE;
    }

    /**
     * The derivatives for one batch.
     *
     * @param features f_0 … f_L, float32 on a CPU
     * @param reduction plain or per element
     * @param k1 weight of the gradient term
     * @param k2 weight of the curvature term
     * @return the derivatives, to be added by {@link #addTo}
     * @throws org.featureflow.FeatureFlowException if there are none
     */
    public static L1FlowGradient of(List<NDArray> features, Reduction reduction, double k1, double k2) {
        FeatureFlow.requireFeatures(features);
        return new L1FlowGradient(List.copyOf(features), reduction, k1, k2);
    }

    /**
     * Adds the penalty's derivative by one feature. A term of weight 0 is not computed.
     *
     * @param derivative derivative of the rest of the loss by {@code f_l}, [B, C, H, W] or [B, C], changed in place
     * @param l the feature's index
     */
    public void addTo(NDArray derivative, int l) {
        if (k1 == 0 && k2 == 0) {
            return;
        }
        Shape shape = features.get(l).getShape();
        double scale = 1.0 / (reduction == Reduction.SUM ? shape.get(0) : shape.size());
        FlowWindow window = FlowWindow.around(l, features, values, k1 * scale, k2 * scale);
        Optional<FloatBuffer> memory = ChannelsLast.write(derivative);
        if (memory.isPresent()) {
            add(window, memory.get(), scale);
            return;
        }
        // A layout that cannot be changed through a buffer: compute apart, then add.
        try (NDArray apart = ChannelsLast.zeros(derivative)) {
            add(window, ChannelsLast.write(apart).orElseThrow(), scale);
            derivative.addi(apart);
        }
    }

    private void add(FlowWindow window, FloatBuffer derivative, double scale) {
        List<double[]> sums = CpuTasks.map(FlowWindow.tasks(derivative.limit()), task -> window.add(derivative, task));
        // In the order of the tasks, so that the sums do not depend on the number of threads.
        for (double[] s : sums) {
            gradient += s[0] * scale;
            curvature += s[1] * scale;
        }
    }

    /**
     * The gradient term of the features added so far.
     *
     * @return Σ_l size(f_{l+1} − f_l)
     */
    public double gradient() {
        return gradient;
    }

    /**
     * The curvature term of the features added so far.
     *
     * @return Σ_l size(f_{l+1} − 2 f_l + f_{l−1})
     */
    public double curvature() {
        return curvature;
    }
}
