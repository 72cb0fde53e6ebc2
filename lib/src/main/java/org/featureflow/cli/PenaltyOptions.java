package org.featureflow.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.PenaltyChoice;
import org.featureflow.flow.Bend;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.flow.Transition;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;
import picocli.CommandLine.Option;

/** The options that choose penalties: feature flow and those of the registry. */
final class PenaltyOptions {
    @Option(
            names = "--gradient",
            paramLabel = "K1",
            description = "Feature flow: gradient term, K1[:START[:WARMUP]], the latter two as fractions of training.")
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
                    "A weight penalty, as NAME=COEFFICIENT[:START[:WARMUP]]; may be repeated. Names: ${COMPLETION-CANDIDATES}, or the Java source file of your own.",
            completionCandidates = RegularizerNames.class)
    private List<String> regularizers;

    /** For help and completion. */
    static final class RegularizerNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Regularizers.all().stream().map(Regularizers.Entry::name).iterator();
        }
    }

    /** The sum of what was asked for. */
    Regularizer regularizer() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "gradient", gradient);
        put(settings, "curvature", curvature);
        put(settings, "flow-norm", norm);
        put(settings, "flow-reduction", reduction);
        put(settings, "flow-transition", transition);
        put(settings, "flow-bend", bend);
        if (regularizers != null) {
            regularizers.forEach(text -> {
                Regularizers.parse(text);
                int equals = text.indexOf('=');
                put(settings, "regularizer." + text.substring(0, equals), text.substring(equals + 1));
            });
        }
        return PenaltyChoice.of(settings).regularizer();
    }

    private static void put(Map<String, String> settings, String key, Object value) {
        if (value != null && settings.put(key, value.toString()) != null) {
            throw new FeatureFlowException("The penalty " + key + " is given twice; give it once.");
        }
    }
}
