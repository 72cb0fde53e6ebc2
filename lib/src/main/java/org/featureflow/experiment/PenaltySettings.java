package org.featureflow.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;
import org.featureflow.Spelling;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.flow.Transition;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Regularizers;

/** {@link PenaltyChoice} as people write it: the options of {@code ffr train}, and the same words in sweep files. */
final class PenaltySettings {
    static final String GRADIENT = "gradient";
    static final String CURVATURE = "curvature";
    static final String NORM = "flow-norm";
    static final String REDUCTION = "flow-reduction";
    static final String TRANSITION = "flow-transition";
    static final String BEND = "flow-bend";
    static final String REGULARIZER = "regularizer.";
    /** Options that gradient and curvature share. */
    static final List<String> FLOW = List.of(NORM, REDUCTION, TRANSITION, BEND);

    private PenaltySettings() {}

    /** A word with the penalty's name as it is listed; others, and those of unknown names, as they are. */
    static String listed(String key) {
        return Regularizers.all().stream()
                .map(e -> REGULARIZER + e.name())
                .filter(word -> Spelling.alike(word, key))
                .findFirst()
                .orElse(key);
    }

    static PenaltyChoice choice(Map<String, String> settings) {
        Map<String, Coefficient> others = new LinkedHashMap<>();
        Map<String, String> code = new LinkedHashMap<>();
        settings.forEach((key, text) -> {
            if (key.startsWith(REGULARIZER)) {
                String name = key.substring(REGULARIZER.length());
                Coefficient coefficient = Coefficient.parse(text);
                if (OwnSource.isMeantBy(name)) {
                    OwnSource own = OwnSource.of(name);
                    Regularizers.of(own, coefficient);
                    if (others.put(own.file(), coefficient) != null) {
                        throw new FeatureFlowException("The penalty " + own.file() + " is given twice; give it once.");
                    }
                    code.put(own.file(), own.checksum());
                } else {
                    others.put(name, coefficient);
                }
            }
        });
        boolean flow = settings.containsKey(GRADIENT) || settings.containsKey(CURVATURE);
        if (!flow && FLOW.stream().anyMatch(settings::containsKey)) {
            throw new FeatureFlowException(
                    "Options of feature flow are given but neither gradient nor curvature; give one of them, 0 for none.");
        }
        return new PenaltyChoice(
                coefficient(settings, GRADIENT),
                coefficient(settings, CURVATURE),
                flow ? options(settings) : null,
                others,
                code);
    }

    private static Coefficient coefficient(Map<String, String> settings, String key) {
        return settings.containsKey(key) ? Coefficient.parse(settings.get(key)) : null;
    }

    private static FlowOptions options(Map<String, String> settings) {
        SettingValues read = new SettingValues(settings);
        FlowOptions d = FlowOptions.DEFAULT;
        return new FlowOptions(
                read.constant(NORM, Norm.class, d.norm()),
                read.constant(REDUCTION, Reduction.class, d.reduction()),
                read.constant(TRANSITION, Transition.class, d.transition()),
                read.constant(BEND, Bend.class, d.bend()));
    }
}
