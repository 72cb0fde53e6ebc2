package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.engine.Autograd;
import org.featureflow.nn.Network;
import org.featureflow.nn.ParameterSpec;

/**
 * One array that an optimiser changes.
 *
 * @param name its name, unique
 * @param array the array, a leaf, which requires a gradient unless it is frozen
 * @param decay weight decay of this array, 0 for none
 */
record Trained(String name, NDArray array, double decay) {
    /**
     * All trained arrays of a network.
     *
     * @param network whose arrays
     * @param decay weight decay of the arrays in the scope
     * @param scope which arrays decay
     */
    static List<Trained> of(Network network, double decay, DecayScope scope) {
        List<Trained> all = new ArrayList<>();
        for (Map.Entry<String, ParameterSpec> e : network.spec().parameters().entrySet()) {
            ParameterSpec.Kind kind = e.getValue().kind();
            if (kind.trained()) {
                all.add(new Trained(e.getKey(), network.array(e.getKey()), scope.includes(kind) ? decay : 0));
            }
        }
        return all;
    }

    /**
     * What a step goes by.
     *
     * @return the gradient, to be closed; empty if the array is frozen, even after it was trained, or no backward pass has reached it
     */
    Optional<NDArray> gradient() {
        return array.hasGradient() ? Autograd.reached(array) : Optional.empty();
    }

    /**
     * A manager for an optimiser's state; it ends with the arrays' own manager if it was not closed before.
     *
     * @param arrays at least one
     */
    static NDManager ownManager(List<Trained> arrays) {
        return arrays.get(0).array().getManager().newSubManager();
    }
}
