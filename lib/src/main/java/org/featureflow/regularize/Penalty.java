package org.featureflow.regularize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.Ops;

/**
 * A penalty's value in one step.
 *
 * @param loss what is added to the loss: a scalar () with its graph, coefficients applied
 * @param terms the parts to report, without coefficients and without graph: name → scalar ()
 * @param later names of parts that are not computed in this step but in others; in a sum they keep their name from another penalty's part
 */
public record Penalty(NDArray loss, Map<String, NDArray> terms, Set<String> later) {
    /**
     * Copies the terms in their order.
     *
     * @throws FeatureFlowException if one of them is not a scalar
     */
    public Penalty {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
        later = Collections.unmodifiableSet(new LinkedHashSet<>(later));
        terms.forEach(Penalty::requireScalar);
        requireScalar(String.join(", ", terms.keySet()), loss);
    }

    /**
     * A penalty whose terms are the same in every step.
     *
     * @param loss what is added to the loss
     * @param terms the parts to report
     * @throws FeatureFlowException if one of them is not a scalar
     */
    public Penalty(NDArray loss, Map<String, NDArray> terms) {
        this(loss, terms, Set.of());
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
        NDArray loss = parts.stream().map(Penalty::loss).reduce(NDArray::add).orElseThrow();
        Map<String, NDArray> terms = new LinkedHashMap<>();
        Set<String> later = new LinkedHashSet<>();
        Set<String> used = new HashSet<>();
        for (Penalty p : parts) {
            p.terms().forEach((name, value) -> terms.put(unused(name, used), value));
            p.later().forEach(name -> later.add(unused(name, used)));
        }
        return new Penalty(loss, terms, later);
    }

    /** Two parts of one kind, such as L1 on different layers, are told apart by a number, the same one in every step. */
    private static String unused(String name, Set<String> used) {
        String unused = name;
        for (int i = 2; !used.add(unused); i++) {
            unused = name + " " + i;
        }
        return unused;
    }
}
