package org.featureflow.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.nn.NetworkSpec;

/** What to do about a target that cannot be reached: only settings whose change lets less of this network stay. */
final class Remedies {
    private Remedies() {}

    static List<String> of(Pruning pruning, NetworkSpec spec) {
        Map<String, Pruning> changes = new LinkedHashMap<>();
        if (pruning.scope() instanceof Scope.Ratios ratios && ratios.others() != null) {
            changes.put("give fewer groups shares of their own", pruning.scope(ratios.others()));
        }
        changes.put("round less", pruning.roundTo(1));
        changes.put("let every layer keep less", pruning.minChannels(1).leastShare(0));
        changes.put("protect less", pruning.protect(List.of()));
        changes.put("allow coupled channels (--coupled)", pruning.channels(Channels.ALL));
        double least = pruning.least(spec);
        List<String> remedies = new ArrayList<>(List.of("raise the target"));
        changes.forEach((remedy, changed) -> {
            if (changed.least(spec) < least) {
                remedies.add(remedy);
            }
        });
        return remedies;
    }
}
