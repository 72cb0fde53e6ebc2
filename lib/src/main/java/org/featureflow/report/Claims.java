package org.featureflow.report;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.compare.Comparison;
import org.featureflow.compare.Finding;
import org.featureflow.compare.Findings;
import org.featureflow.experiment.RunSpec;

/** What several studies claim, every claim once. */
final class Claims {
    private Claims() {}

    /**
     * The findings of each study. A claim about trained networks that an earlier study of the same training has made, such as an ablation before
     * a comparison, is not made again.
     */
    static Map<Comparison, List<Finding>> of(List<Comparison> comparisons) {
        Set<Object> said = new HashSet<>();
        Map<Comparison, List<Finding>> claims = new LinkedHashMap<>();
        for (Comparison c : comparisons) {
            RunSpec training = c.trainings().get(0).spec().base();
            claims.put(
                    c,
                    Findings.of(c).stream()
                            .filter(f -> said.add(f.cut().isEmpty() ? List.of(f.claim(), training) : f))
                            .toList());
        }
        return claims;
    }
}
