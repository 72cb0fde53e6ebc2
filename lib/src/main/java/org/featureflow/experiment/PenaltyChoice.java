package org.featureflow.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.flow.FlowOptions;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;

/**
 * What is added to the loss. A coefficient of 0 is the same as none.
 *
 * @param gradient k1 of feature flow; null for no gradient term
 * @param curvature k2 of feature flow; null for no curvature term
 * @param flow norm, reduction, transition and bend of feature flow; null without feature flow
 * @param others coefficients of weight penalties by their name in {@link org.featureflow.regularize.Regularizers}, in alphabetical order
 */
public record PenaltyChoice(
        Coefficient gradient, Coefficient curvature, FlowOptions flow, Map<String, Coefficient> others) {
    /** Nothing. */
    public static final PenaltyChoice NONE = new PenaltyChoice(null, null, null, Map.of());

    /**
     * Brings it into one form: equal penalties are equal choices.
     *
     * @throws FeatureFlowException if a penalty's name is unknown
     */
    public PenaltyChoice {
        gradient = orNull(gradient);
        curvature = orNull(curvature);
        if (gradient == null && curvature == null) {
            flow = null;
        } else if (flow == null) {
            flow = FlowOptions.DEFAULT;
        }
        if (curvature == null && flow != null) {
            // Bends are what the curvature term measures.
            flow = flow.with(FlowOptions.DEFAULT.bend());
        }
        Map<String, Coefficient> sorted = new TreeMap<>();
        if (others != null) {
            others.forEach((name, coefficient) -> {
                Regularizers.named(name, coefficient);
                if (orNull(coefficient) != null) {
                    sorted.put(name, coefficient);
                }
            });
        }
        others = Collections.unmodifiableMap(sorted);
    }

    private static Coefficient orNull(Coefficient c) {
        return c == null || c.value() == 0 ? null : c;
    }

    /**
     * Reads what people write: the keys of {@link PenaltySettings}.
     *
     * @param settings key → text, such as {@code gradient} → {@code 1e-6:0:0.1} and {@code regularizer.l1} → {@code 1e-5}; other keys are
     *     passed over
     * @return the choice
     * @throws FeatureFlowException if a text cannot be read, or options of feature flow are given without a coefficient
     */
    public static PenaltyChoice of(Map<String, String> settings) {
        return PenaltySettings.choice(settings);
    }

    /**
     * The penalty itself.
     *
     * @return the sum of what was chosen; {@link Penalties#NONE} for nothing
     */
    public Regularizer regularizer() {
        List<Regularizer> parts = new ArrayList<>();
        if (flow != null) {
            parts.add(new FeatureFlowPenalty(orZero(gradient), orZero(curvature), flow));
        }
        others.forEach((name, coefficient) -> parts.add(Regularizers.named(name, coefficient)));
        return parts.size() == 1 ? parts.get(0) : new Penalties(parts);
    }

    private static Coefficient orZero(Coefficient c) {
        return c == null ? Coefficient.constant(0) : c;
    }
}
