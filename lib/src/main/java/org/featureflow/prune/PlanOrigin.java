package org.featureflow.prune;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.featureflow.nn.NetworkSpec;

/**
 * What a plan says of how it was made: every setting of a pruning.
 *
 * @param samples null for none
 * @param original the network whose counts are 1; null if it is the one that is pruned
 */
record PlanOrigin(
        Scoring scoring,
        Channels channels,
        Set<String> protectedNodes,
        Scope scope,
        Target target,
        Limits limits,
        long seed,
        Samples samples,
        NetworkSpec original) {
    Map<String, String> entries() {
        Map<String, String> origin = new TreeMap<>();
        origin.put("importance", scoring.name());
        if (scoring.code() != null) {
            origin.put("importance_code", scoring.code());
        }
        if (scoring.reduction() != null) {
            origin.put("reduction", scoring.reduction().name());
        }
        origin.put("normalization", scoring.normalization().name());
        origin.put("channels", channels.name());
        origin.putAll(size());
        if (!protectedNodes.isEmpty()) {
            origin.put("protected", String.join(" ", new TreeSet<>(protectedNodes)));
        }
        origin.put("round_to", Integer.toString(limits.roundTo()));
        origin.put("min_channels", Integer.toString(limits.least()));
        origin.put("least_share", Double.toString(limits.leastShare()));
        origin.put("seed", Long.toString(seed));
        if (samples != null) {
            origin.putAll(samples.origin());
        }
        if (original != null) {
            origin.put("relative_to", original.name());
        }
        return origin;
    }

    /** Shares alone are the target; beside a target they are named apart from it. */
    private Map<String, String> size() {
        if (!(scope instanceof Scope.Ratios ratios)) {
            return Map.of("scope", scope.label(), "target", target.toString());
        }
        String shares = new TreeMap<>(ratios.kept()).toString();
        return ratios.others() == null
                ? Map.of("scope", scope.label(), "target", shares)
                : Map.of("scope", ratios.others().label(), "target", target.toString(), "ratios", shares);
    }
}
