package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.engine.Autograd;

/**
 * A penalty's value in one step.
 *
 * @param loss what is added to the loss: a scalar () with its graph, coefficients applied
 * @param terms the parts to report, without coefficients and without graph: name → scalar ()
 */
public record Penalty(NDArray loss, Map<String, NDArray> terms) {
    /** Keeps the order of the terms. */
    public Penalty {
        terms = new LinkedHashMap<>(terms);
    }

    /**
     * A penalty of one term.
     *
     * @param name what to call it in metrics
     * @param coefficient its weight in the loss
     * @param value the scalar with its graph
     * @return coefficient · value
     */
    public static Penalty of(String name, double coefficient, NDArray value) {
        // A float: DJL turns a double operand into a float64 array, which would promote the loss.
        return new Penalty(value.mul((float) coefficient), Map.of(name, Autograd.detach(value)));
    }
}
