package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Ops;
import org.featureflow.nn.Network;

/**
 * The proximal operator of the group lasso on filters, W_i ← W_i · max(0, 1 − τ/‖W_i‖): shortens every filter by τ and sets those that are
 * shorter to exactly zero. Apply it after each optimiser step instead of the penalty in the loss, with τ = learning rate · coefficient under
 * plain SGD; under momentum μ with that divided by 1 − μ, since momentum multiplies the penalty's gradient in the long run and not τ.
 *
 * @param scope which layers
 */
public record GroupSoftThreshold(WeightScope scope) {
    /**
     * Shrinks the filters of a network in place, those of frozen layers excepted.
     *
     * @param network the network to change
     * @param threshold τ, at least 0
     * @throws FeatureFlowException if the threshold is negative or not a number, or the network has no layer in the scope
     */
    public void apply(Network network, double threshold) {
        if (!(threshold >= 0)) {
            throw new FeatureFlowException("A soft threshold must be 0 or positive, not " + threshold + ".");
        }
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager()) {
            for (String name : scope.requireWeights(network.spec())) {
                if (!network.parameters().get(name).requiresGradient()) {
                    continue;
                }
                NDArray weight = network.array(name);
                Shape shape = weight.getShape();
                NDArray rows = weight.reshape(shape.get(0), shape.size() / shape.get(0));
                rows.attach(local);
                NDArray norms = rows.norm(2, new int[] {1}, true);
                // A filter of zeros: 1 − τ/0 = −∞, cut to 0; with τ = 0 as well the quotient is held at 0. Numbers by
                // Ops wait for no GPU.
                NDArray factor = Ops.plus(norms, -threshold).div(Ops.plus(norms, Float.MIN_NORMAL));
                // Not the rows: of an array that lies in another order than its shape says they are a copy.
                weight.muli(Ops.relu(factor).reshape(perFilter(shape)));
            }
        }
    }

    /** [out, 1, …, 1] */
    private static Shape perFilter(Shape weight) {
        long[] sizes = new long[weight.dimension()];
        Arrays.fill(sizes, 1);
        sizes[0] = weight.get(0);
        return new Shape(sizes);
    }
}
