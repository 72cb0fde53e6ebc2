package org.featureflow.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.regularize.Coefficient;

/** {@link RetrainingPenalty} as people write it in sweep files. */
final class RetrainingSettings {
    static final String DISTILL = "distill";
    static final String TEMPERATURE = "temperature";

    private RetrainingSettings() {}

    /**
     * Of what is said of the retraining.
     *
     * @param own its settings, without what begins their words
     * @param all those of the run, whose options of feature flow hold while retraining too
     */
    static RetrainingPenalty penalty(Map<String, String> own, SettingValues all) {
        SettingValues read = new SettingValues(own);
        if (read.has(TEMPERATURE) && !read.has(DISTILL)) {
            throw new FeatureFlowException("The setting “" + RunWords.RETRAIN + TEMPERATURE
                    + "” is about distillation, but no weight is given; add “" + RunWords.RETRAIN + DISTILL
                    + "”, 0 for none.");
        }
        Map<String, String> penalties = new LinkedHashMap<>(own);
        if (read.has(PenaltySettings.GRADIENT) || read.has(PenaltySettings.CURVATURE)) {
            PenaltySettings.FLOW.stream()
                    .filter(all::has)
                    .forEach(option -> penalties.put(option, all.required(option)));
        }
        return new RetrainingPenalty(
                PenaltySettings.choice(penalties),
                read.has(DISTILL) ? Coefficient.parse(read.required(DISTILL)) : null,
                read.has(TEMPERATURE) ? read.number(TEMPERATURE, 0) : null);
    }
}
