package org.featureflow.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
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
 * @param others coefficients of other penalties by their name in {@link org.featureflow.regularize.Regularizers} or their source file, in
 *     alphabetical order
 * @param code SHA-256 of every source file among them; null for none
 */
public record PenaltyChoice(
        Coefficient gradient,
        Coefficient curvature,
        FlowOptions flow,
        Map<String, Coefficient> others,
        Map<String, String> code) {
    /** Nothing. */
    public static final PenaltyChoice NONE = new PenaltyChoice(null, null, null, Map.of());

    /**
     * Brings it into one form: equal penalties are equal choices.
     *
     * @throws FeatureFlowException if a penalty's name is unknown, or the checksum of a source file is missing
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
            others.forEach((given, coefficient) -> {
                String name = given;
                if (!OwnSource.isMeantBy(given)) {
                    name = Regularizers.entry(given).name();
                    Regularizers.named(name, coefficient);
                }
                if (orNull(coefficient) != null && sorted.put(name, coefficient) != null) {
                    throw new FeatureFlowException("The penalty " + name + " is given twice; give it once.");
                }
            });
        }
        others = Collections.unmodifiableMap(sorted);
        code = code(sorted.keySet(), code == null ? Map.of() : code);
    }

    private static Map<String, String> code(Set<String> names, Map<String, String> given) {
        Map<String, String> code = new TreeMap<>();
        names.stream().filter(OwnSource::isMeantBy).forEach(name -> {
            if (!given.containsKey(name)) {
                throw new FeatureFlowException(
                        "The penalty " + name + " needs the checksum of its source; let RunSettings"
                                + " or PenaltyChoice.of make the choice.");
            }
            code.put(name, given.get(name));
        });
        return code.isEmpty() ? null : Collections.unmodifiableMap(code);
    }

    /**
     * A choice of the toolkit's penalties.
     *
     * @param gradient k1 of feature flow; null for no gradient term
     * @param curvature k2 of feature flow; null for no curvature term
     * @param flow norm, reduction, transition and bend of feature flow; null without feature flow
     * @param others coefficients of weight penalties by their name
     */
    public PenaltyChoice(
            Coefficient gradient, Coefficient curvature, FlowOptions flow, Map<String, Coefficient> others) {
        this(gradient, curvature, flow, others, null);
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
     * Whether nothing is added to the loss.
     *
     * @return true for {@link #NONE}
     */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Whether feature flow is part of it.
     *
     * @return true with a gradient or a curvature term
     */
    public boolean hasFlow() {
        return flow != null;
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
        others.forEach((name, coefficient) -> parts.add(
                OwnSource.isMeantBy(name)
                        ? Regularizers.of(new OwnSource(name, code.get(name)), coefficient)
                        : Regularizers.named(name, coefficient)));
        return parts.size() == 1 ? parts.get(0) : new Penalties(parts);
    }

    /**
     * The sources of penalties of one's own.
     *
     * @return empty where all are the toolkit's
     */
    public List<OwnSource> sources() {
        return code == null
                ? List.of()
                : code.entrySet().stream()
                        .map(e -> new OwnSource(e.getKey(), e.getValue()))
                        .toList();
    }

    /** The same penalties wherever source files lie; they could not be made so. */
    PenaltyChoice anywhere() {
        return code == null
                ? this
                : new PenaltyChoice(gradient, curvature, flow, withoutPlaces(others), withoutPlaces(code));
    }

    private static <T> Map<String, T> withoutPlaces(Map<String, T> byName) {
        Map<String, T> moved = new TreeMap<>();
        byName.forEach((name, value) -> moved.put(OwnSource.withoutPlace(name), value));
        return moved;
    }

    private static Coefficient orZero(Coefficient c) {
        return c == null ? Coefficient.constant(0) : c;
    }
}
