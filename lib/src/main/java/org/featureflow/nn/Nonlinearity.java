package org.featureflow.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.featureflow.FeatureFlowException;

/**
 * A function of every element; rectifiers have layers of their own, {@link Relu}, {@link LeakyRelu}, {@link PRelu} and {@link Clip}, as
 * {@link Elu} has.
 *
 * @param function which one
 */
public record Nonlinearity(ActivationFunction function) implements Layer {
    /**
     * Checks that there is a function.
     *
     * @throws FeatureFlowException if it is null, as that of a file whose function is unknown here
     */
    public Nonlinearity {
        if (function == null) {
            throw new FeatureFlowException("A nonlinearity has a function, one of "
                    + List.of(ActivationFunction.values()) + "; another toolkit or release may know more.");
        }
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
        return Layer.only("A nonlinearity", inputs);
    }

    @Override
    public boolean keepsZero() {
        return function.keepsZero();
    }

    @Override
    public boolean isActivation() {
        return function.keepsZero();
    }

    @Override
    public NDArray forward(List<NDArray> inputs, List<NDArray> arrays, boolean training) {
        return function.of(inputs.get(0));
    }
}
