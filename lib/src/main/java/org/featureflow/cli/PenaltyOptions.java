package org.featureflow.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.flow.Transition;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;
import picocli.CommandLine.Option;

/** The options that choose penalties: feature flow and those of the registry. */
final class PenaltyOptions {
    @Option(
            names = "--gradient",
            paramLabel = "K1",
            description = "Feature flow: weight of the gradient term, as K1[:START[:WARMUP]].")
    private String gradient;

    @Option(
            names = "--curvature",
            paramLabel = "K2",
            description = "Feature flow: weight of the curvature term, in the same form.")
    private String curvature;

    @Option(names = "--flow-norm", paramLabel = "NORM", description = "Feature flow: L1 (default), L2 or SQUARED_L2.")
    private Norm norm;

    @Option(names = "--flow-reduction", paramLabel = "KIND", description = "Feature flow: SUM (default) or MEAN.")
    private Reduction reduction;

    @Option(
            names = "--flow-transition",
            paramLabel = "KIND",
            description = "Feature flow where shapes change: ${COMPLETION-CANDIDATES}.")
    private Transition transition;

    @Option(
            names = "--flow-bend",
            paramLabel = "KIND",
            description = "Feature flow's curvature: ${COMPLETION-CANDIDATES}.")
    private Bend bend;

    @Option(
            names = "--regularizer",
            paramLabel = "NAME=COEFFICIENT",
            description =
                    "A weight penalty, as NAME=COEFFICIENT[:START[:WARMUP]]; may be repeated. Names: ${COMPLETION-CANDIDATES}.",
            completionCandidates = RegularizerNames.class)
    private List<String> regularizers;

    /** For help and completion. */
    static final class RegularizerNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Regularizers.all().stream().map(Regularizers.Entry::name).iterator();
        }
    }

    /** The sum of what was asked for; null for nothing. */
    Regularizer regularizer() {
        List<Regularizer> parts = new ArrayList<>();
        if (gradient != null || curvature != null) {
            FlowOptions d = FlowOptions.DEFAULT;
            FlowOptions options = new FlowOptions(
                    Objects.requireNonNullElse(norm, d.norm()),
                    Objects.requireNonNullElse(reduction, d.reduction()),
                    Objects.requireNonNullElse(transition, d.transition()),
                    Objects.requireNonNullElse(bend, d.bend()));
            parts.add(new FeatureFlowPenalty(coefficient(gradient), coefficient(curvature), options));
        } else if (Stream.of(norm, reduction, transition, bend).anyMatch(Objects::nonNull)) {
            throw new FeatureFlowException(
                    "Options of feature flow are given but neither --gradient nor --curvature; give one of them.");
        }
        if (regularizers != null) {
            regularizers.forEach(text -> parts.add(Regularizers.parse(text)));
        }
        return parts.isEmpty() ? null : parts.size() == 1 ? parts.get(0) : new Penalties(parts);
    }

    private static Coefficient coefficient(String text) {
        if (text == null) {
            return Coefficient.constant(0);
        }
        String[] numbers = text.split(":", -1);
        try {
            return new Coefficient(
                    Double.parseDouble(numbers[0]),
                    numbers.length > 1 ? Double.parseDouble(numbers[1]) : 0,
                    numbers.length > 2 ? Double.parseDouble(numbers[2]) : 0);
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(
                    String.format(Locale.ROOT, "A coefficient is a number such as 1e-8, not “%s”.", text), e);
        }
    }
}
