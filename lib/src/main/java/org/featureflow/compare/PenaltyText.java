package org.featureflow.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.featureflow.OwnSource;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.experiment.RetrainingPenalty;
import org.featureflow.flow.FlowOptions;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Distillation;

/** Penalties in words, for rows and legends. */
final class PenaltyText {
    static final String NONE = "no penalty";

    /** Begins every kind of feature flow regularisation. */
    static final String FLOW = "FFR";

    private PenaltyText() {}

    /** The penalty with its coefficients, such as {@code FFR k1=1e-5 k2=1e-5}. */
    static String of(PenaltyChoice penalty) {
        if (penalty.isNone()) {
            return NONE;
        }
        List<String> parts = new ArrayList<>();
        if (penalty.hasFlow()) {
            parts.add(FLOW
                    + (penalty.gradient() == null ? "" : " k1=" + text(penalty.gradient()))
                    + (penalty.curvature() == null ? "" : " k2=" + text(penalty.curvature()))
                    + options(penalty.flow()));
        }
        penalty.others().forEach((name, c) -> parts.add(usualName(name) + " " + text(c)));
        return String.join(" + ", parts);
    }

    /** What is added while retraining, such as {@code L1 1e-5 + distillation 1}. */
    static String of(RetrainingPenalty added) {
        List<String> parts = new ArrayList<>();
        if (!added.penalty().isNone()) {
            parts.add(of(added.penalty()));
        }
        if (added.hasTeacher()) {
            double temperature = added.temperature();
            parts.add("distillation " + text(added.distillation())
                    + (temperature == Distillation.TEMPERATURE ? "" : " at temperature " + number(temperature)));
        }
        return String.join(" + ", parts);
    }

    /** The kind of penalty without its coefficients: what one tunes. */
    static String family(PenaltyChoice penalty) {
        if (penalty.isNone()) {
            return NONE;
        }
        List<String> parts = new ArrayList<>();
        if (penalty.hasFlow()) {
            String terms = penalty.curvature() == null
                    ? ", gradient only"
                    : penalty.gradient() == null ? ", curvature only" : ", both terms";
            parts.add(FLOW + terms + options(penalty.flow()));
        }
        penalty.others().keySet().forEach(name -> parts.add(usualName(name)));
        return String.join(" + ", parts);
    }

    /** What publications call a penalty on weights. */
    private static String usualName(String regularizer) {
        return switch (regularizer) {
            case "l1" -> "L1";
            case "batch-norm-scale" -> "slimming";
            default ->
                OwnSource.isMeantBy(regularizer) ? OwnSource.shortName(regularizer) : regularizer.replace('-', ' ');
        };
    }

    /** Whether it was published with a criterion of its own, so that to name it alone would promise that one. */
    static boolean hasCriterion(PenaltyChoice penalty) {
        return penalty.others().containsKey("batch-norm-scale");
    }

    /**
     * A number as short as it can be said, such as {@code 1e-5} or {@code 0.03}. Rounded, unlike in the names of runs: a third of a rate would
     * fill a legend.
     */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        if (Math.abs(value) >= 0.01 && Math.abs(value) < 10_000) {
            return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
        }
        return String.format(Locale.ROOT, "%.3e", value)
                .replaceFirst("\\.?0+e", "e")
                .replaceFirst("e([+-])0*(\\d)", "e$1$2")
                .replace("e+", "e");
    }

    /** A coefficient as commands take it, such as {@code 1e-6} or {@code 1e-6:0.1:0.2}. */
    static String text(Coefficient c) {
        String constant = number(c.value());
        return c.start() == 0 && c.warmUp() == 0
                ? constant
                : constant + ":" + number(c.start()) + ":" + number(c.warmUp());
    }

    /** What differs from the usual options, in brackets; empty for nothing. */
    static String options(FlowOptions flow) {
        if (flow == null || flow.equals(FlowOptions.DEFAULT)) {
            return "";
        }
        List<String> other = new ArrayList<>();
        FlowOptions usual = FlowOptions.DEFAULT;
        add(other, flow.norm(), usual.norm());
        add(other, flow.reduction(), usual.reduction());
        add(other, flow.transition(), usual.transition());
        add(other, flow.bend(), usual.bend());
        return " (" + String.join(", ", other) + ")";
    }

    private static void add(List<String> other, Enum<?> value, Enum<?> usual) {
        if (value != usual) {
            other.add(value.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }
}
