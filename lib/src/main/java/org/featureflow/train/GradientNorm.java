package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Scalars;
import org.featureflow.nn.Network;

/** Clips gradients by their global norm, as {@code torch.nn.utils.clip_grad_norm_} does, without reading the norm. */
final class GradientNorm {
    /** What PyTorch adds to the norm before it divides. */
    private static final double EPSILON = 1e-6;

    private GradientNorm() {}

    /**
     * Scales all gradients by min(1, most / (norm + 1e-6)).
     *
     * @param network whose gradients
     * @param most upper bound of the Euclidean norm of all gradients together
     */
    static void clip(Network network, double most) {
        List<NDArray> gradients = new ArrayList<>();
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager()) {
            NDList squares = new NDList();
            for (Trained t : Trained.of(network, 0, DecayScope.EVERYTHING)) {
                NDArray gradient = t.gradient().orElse(null);
                if (gradient != null) {
                    gradient.attach(local);
                    gradients.add(gradient);
                    squares.add(gradient.square().sum());
                }
            }
            NDArray norm = NDArrays.stack(squares).sum().sqrt();
            NDArray scale = norm.add(Scalars.ownedBy(local, network.dataType(), EPSILON))
                    .pow(Scalars.ownedBy(local, network.dataType(), -1))
                    .mul(Scalars.ownedBy(local, network.dataType(), most));
            NDArray factor = scale.minimum(Scalars.ownedBy(local, network.dataType(), 1));
            gradients.forEach(g -> g.muli(factor));
        }
    }
}
