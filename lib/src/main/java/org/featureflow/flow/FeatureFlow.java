package org.featureflow.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * Gradient and curvature of a feature flow, differentiable, for any list of DJL arrays:
 *
 * <pre>{@code
 * FeatureFlow flow = FeatureFlow.of(List.of(f0, f1, f2));
 * NDArray loss = crossEntropy.add(Ops.scale(flow.gradient(), 1e-5)).add(Ops.scale(flow.curvature(), 1e-5));
 * }</pre>
 *
 * <p>With the size of a difference as in {@link FlowOptions}, for features f_0 … f_L:
 *
 * <pre>
 * gradient  = Σ_l size(f_{l+1} − f_l)
 * curvature = Σ_l size(f_{l+1} − 2 f_l + f_{l−1})
 * </pre>
 *
 * <p>Every array made here belongs to the manager of the first feature.
 */
public final class FeatureFlow {
    private final List<NDArray> features;
    private final FlowOptions options;
    private List<NDArray> differences;

    private FeatureFlow(List<NDArray> features, FlowOptions options) {
        this.features = features;
        this.options = options;
    }

    /**
     * The flow through some features with {@link FlowOptions#DEFAULT}.
     *
     * @param features f_0 … f_L, each [B, C, H, W] or [B, C] with one batch size B
     * @return the flow
     * @throws FeatureFlowException if there is no feature or the batch sizes differ
     */
    public static FeatureFlow of(List<NDArray> features) {
        return of(features, FlowOptions.DEFAULT);
    }

    /**
     * The flow through some features.
     *
     * @param features f_0 … f_L, each [B, C, H, W] or [B, C] with one batch size B
     * @param options norm, reduction, transition, curvature
     * @return the flow
     * @throws FeatureFlowException if there is no feature or the batch sizes differ
     */
    public static FeatureFlow of(List<NDArray> features, FlowOptions options) {
        requireFeatures(features);
        long batch = features.get(0).getShape().get(0);
        for (NDArray f : features) {
            if (f.getShape().get(0) != batch) {
                throw new FeatureFlowException(
                        "The features of a flow must come from one batch, but their first dimensions are " + batch
                                + " and " + f.getShape().get(0) + ".");
            }
        }
        return new FeatureFlow(List.copyOf(features), options);
    }

    /** Without features there is nothing to penalise, which nobody means. */
    static void requireFeatures(List<NDArray> features) {
        if (features.isEmpty()) {
            throw new FeatureFlowException("A feature flow needs at least one feature; give the network taps.");
        }
    }

    /**
     * The gradient term, the length of the flow.
     *
     * @return a scalar (); 0 if no two features are compared
     */
    public NDArray gradient() {
        return sum(gradients());
    }

    /**
     * The curvature term.
     *
     * @return a scalar (); 0 if no three features are compared
     */
    public NDArray curvature() {
        return sum(curvatures());
    }

    /**
     * The gradient term's summands.
     *
     * @return for each l the scalar size(f_{l+1} − f_l), or null where a stage ends
     */
    public List<NDArray> gradients() {
        List<NDArray> sizes = new ArrayList<>();
        for (NDArray d : differences()) {
            sizes.add(d == null ? null : Size.of(d, options.norm(), options.reduction()));
        }
        return sizes;
    }

    /**
     * The curvature term's summands.
     *
     * @return for each inner feature the scalar size of the bend there, or null where a stage ends
     */
    public List<NDArray> curvatures() {
        List<NDArray> sizes = new ArrayList<>();
        for (int l = 1; l + 1 < features.size(); l++) {
            NDArray before = differences().get(l - 1);
            NDArray after = differences().get(l);
            if (before != null && after != null && !before.getShape().equals(after.getShape())) {
                // A transition on one side only: all three features have to meet in one shape.
                Shape common = Projection.common(
                        List.of(features.get(l - 1), features.get(l), features.get(l + 1)), options.transition());
                NDArray a = Projection.to(features.get(l - 1), common);
                NDArray b = Projection.to(features.get(l), common);
                before = b.sub(a);
                after = Projection.to(features.get(l + 1), common).sub(b);
            }
            sizes.add(before == null || after == null ? null : bend(before, after));
        }
        return sizes;
    }

    private NDArray bend(NDArray before, NDArray after) {
        return options.bend() == Bend.TURNING_ANGLE
                ? TurningAngle.between(before, after)
                : Size.of(after.sub(before), options.norm(), options.reduction());
    }

    private List<NDArray> differences() {
        if (differences == null) {
            differences = new ArrayList<>();
            for (int l = 0; l + 1 < features.size(); l++) {
                differences.add(difference(features.get(l), features.get(l + 1)));
            }
        }
        return differences;
    }

    private NDArray difference(NDArray from, NDArray to) {
        if (from.getShape().equals(to.getShape())) {
            return to.sub(from);
        }
        if (options.transition() == Transition.WITHIN_STAGE) {
            return null;
        }
        Shape common = Projection.common(List.of(from, to), options.transition());
        return Projection.to(to, common).sub(Projection.to(from, common));
    }

    private NDArray sum(List<NDArray> sizes) {
        NDArray total = null;
        for (NDArray size : sizes) {
            if (size != null) {
                total = total == null ? size : total.add(size);
            }
        }
        NDArray first = features.get(0);
        return total != null ? total : first.getManager().zeros(new Shape(), first.getDataType());
    }
}
