package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.Ops;

/**
 * A penalty's value in one step.
 *
 * @param loss what is added to the loss: a scalar () with its graph, coefficients applied
 * @param terms the parts to report, without coefficients and without graph: name → scalar ()
 */
public record Penalty(NDArray loss, Map<String, NDArray> terms) {
    /**
     * Copies the terms in their order.
     *
     * @throws FeatureFlowException if one of them is not a scalar
     */
    public Penalty {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
        terms.forEach(Penalty::requireScalar);
        requireScalar(String.join(", ", terms.keySet()), loss);
    }

    /** A loss of several numbers would be summed or repeated on its way, without a word. */
    private static void requireScalar(String name, NDArray value) {
        if (!value.getShape().isScalar()) {
            throw new FeatureFlowException("The penalty “" + name + "” has shape " + value.getShape()
                    + ", but a penalty is one number: take its sum() or mean().");
        }
    }

    /**
     * A penalty of one term.
     *
     * @param name what to call it in metrics
     * @param coefficient its weight in the loss
     * @param value the scalar with its graph
     * @return coefficient · value
     * @throws FeatureFlowException if the value is not a scalar
     */
    public static Penalty of(String name, double coefficient, NDArray value) {
        return new Penalty(Ops.scale(value, coefficient), Map.of(name, Autograd.detach(value)));
    }

    /**
     * The sum of some penalties with the terms of all.
     *
     * @param parts any number
     * @param manager owner of the zero that no part adds up to
     * @return their sum
     */
    public static Penalty sum(List<Penalty> parts, NDManager manager) {
        if (parts.isEmpty()) {
            return new Penalty(manager.zeros(new Shape()), Map.of());
        }
        NDArray loss = parts.get(0).loss();
        Map<String, NDArray> terms = new LinkedHashMap<>(parts.get(0).terms());
        for (Penalty p : parts.subList(1, parts.size())) {
            loss = loss.add(p.loss());
            p.terms().forEach((name, value) -> terms.put(unused(name, terms), value));
        }
        return new Penalty(loss, terms);
    }

    /** Two parts of one kind, such as L1 on different layers, are told apart by a number. */
    private static String unused(String name, Map<String, NDArray> terms) {
        String unused = name;
        for (int i = 2; terms.containsKey(unused); i++) {
            unused = name + " " + i;
        }
        return unused;
    }
}
