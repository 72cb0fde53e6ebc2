package org.featureflow.prune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.OwnSource;

/**
 * How channels are scored.
 *
 * @param importance the criterion
 * @param name what it is called in a plan
 * @param code SHA-256 of its source file; null for one of the toolkit, and for a lambda
 * @param reduction over the members of groups that several layers make; null where there is none to choose
 * @param normalization between groups
 */
record Scoring(
        Importance importance, String name, String code, GroupReduction reduction, ScoreNormalization normalization) {
    /** By an importance that has a name, as it is usually used. */
    static Scoring by(String criterion) {
        if (OwnSource.isMeantBy(criterion)) {
            return by(OwnSource.of(criterion));
        }
        Criterion c = Importances.named(criterion);
        return new Scoring(c.importance(), c.name(), null, c.reduction(), c.normalization());
    }

    /** By an importance of one's own, as its source says. */
    static Scoring by(OwnSource source) {
        Criterion c = Importances.of(source);
        return new Scoring(c.importance(), c.name(), source.checksum(), c.reduction(), c.normalization());
    }

    /** By any importance. */
    static Scoring by(Importance importance, String name) {
        return new Scoring(importance, name, null, null, ScoreNormalization.MEAN);
    }

    Scoring withReduction(GroupReduction value) {
        if (reduction == null) {
            throw new FeatureFlowException("The importance “" + name + "” has no reduction to choose.");
        }
        return new Scoring(Importances.named(name).factory().apply(value), name, code, value, normalization);
    }

    Scoring withNormalization(ScoreNormalization value) {
        return new Scoring(importance, name, code, reduction, value);
    }

    /** Normalised scores of the groups that are looked at: group name → one score a channel. */
    Map<String, double[]> scores(Evidence evidence) {
        importance.check(evidence);
        Map<String, double[]> scores = new LinkedHashMap<>();
        for (ChannelGroup group : evidence.groups().groups()) {
            double[] raw = importance.scores(group, evidence);
            check(group, raw);
            scores.put(group.name(), normalization.of(raw));
        }
        return scores;
    }

    private void check(ChannelGroup group, double[] raw) {
        if (raw.length != group.size()) {
            throw new FeatureFlowException("The importance “" + name + "” gives " + raw.length + " scores for the "
                    + group.size() + " channels of “" + group.name() + "”; it must give one each.");
        }
        for (int c = 0; c < raw.length; c++) {
            if (!Double.isFinite(raw[c])) {
                throw new FeatureFlowException("The importance “" + name + "” gives " + raw[c] + " for channel " + c
                        + " of “" + group.name() + "”; are the network's weights finite?");
            }
            if (raw[c] < 0 && normalization != ScoreNormalization.NONE) {
                throw new FeatureFlowException("The importance “" + name + "” gives " + raw[c] + " for channel " + c
                        + " of “" + group.name() + "”, but the normalisation " + normalization
                        + " is for scores of 0 or more; give such, or take the normalisation NONE.");
            }
        }
    }

    /** Scores that tell nothing, where only numbers of channels matter. */
    static Map<String, double[]> equal(ChannelGroups groups) {
        return groups.groups().stream().collect(Collectors.toMap(ChannelGroup::name, g -> new double[g.size()]));
    }

    /** A group's scores among those found before. */
    static double[] of(ChannelGroup group, Map<String, double[]> scores) {
        double[] found = scores.get(group.name());
        if (found == null || found.length != group.size()) {
            throw new FeatureFlowException("There are " + (found == null ? "no" : found.length) + " scores for the "
                    + group.size() + " channels of “" + group.name()
                    + "”; use scores of the same network, channels and protected nodes.");
        }
        return found;
    }
}
