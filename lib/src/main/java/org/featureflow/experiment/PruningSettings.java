package org.featureflow.experiment;

import org.featureflow.FeatureFlowException;
import org.featureflow.prune.Channels;
import org.featureflow.prune.CutSchedule;
import org.featureflow.prune.GroupReduction;
import org.featureflow.prune.ScoreNormalization;
import org.featureflow.prune.Target;

/** {@link PruningChoice} as people write it in sweep files. */
final class PruningSettings {
    private PruningSettings() {}

    /** Of settings that name an importance. */
    static PruningChoice choice(SettingValues settings) {
        if (settings.has("ratio") && !settings.has("target")) {
            throw new FeatureFlowException(
                    "The setting “ratio” stands beside a target that the other groups meet; give “target” too.");
        }
        return PruningChoice.of(
                settings.text("importance", null),
                settings.constant("channels", Channels.class, Channels.INNER),
                settings.text("scope", "global"),
                Target.parse(settings.text("target", "macs=0.5")),
                settings.whole("round-to", 1),
                settings.whole("min-channels", 1),
                settings.whole("images", PruningChoice.IMAGES),
                details(settings));
    }

    private static CutDetails details(SettingValues settings) {
        int steps = settings.whole("cut-steps", 1);
        int recalibrate = settings.whole("recalibrate", 0);
        return new CutDetails(
                settings.constant("normalization", ScoreNormalization.class, null),
                settings.constant("reduction", GroupReduction.class, null),
                settings.number("least-share", 0),
                settings.words("protect"),
                steps,
                settings.constant("cut-schedule", CutSchedule.class, steps > 1 ? CutSchedule.LINEAR : null),
                recalibrate == 0 ? null : recalibrate,
                settings.shares("ratio"));
    }
}
