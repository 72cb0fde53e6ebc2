package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class SensitivityTest {
    private static final NetworkSpec SPEC = NetworkSpec.builder("three", new FeatureShape(3, 4, 4))
            .convolution("a", 8, 3, 1)
            .relu("relu1")
            .convolution("b", 4, 3, 1)
            .relu("relu2")
            .convolution("c", 6, 3, 1)
            .globalAveragePool("pool")
            .linear("fc", 2)
            .build();
    private static final Pruning L1 = Pruning.by("l1");

    private static Map<String, double[]> scores() {
        try (Network network = Network.create(SPEC, 1)) {
            return L1.scores(network);
        }
    }

    /** What a plan left of a group. */
    private static double left(Plan plan, String group) {
        return plan.cuts().stream()
                .filter(c -> c.group().equals(group))
                .mapToDouble(c -> (double) c.kept().size() / c.channels())
                .findFirst()
                .orElse(1);
    }

    @Test
    void oneGroupAtATimeIsCut() {
        Sensitivity sensitivity = Sensitivity.of(
                L1,
                SPEC,
                scores(),
                List.of(0.5, 0.25),
                plan -> left(plan, "a") + 10 * left(plan, "b") + 100 * left(plan, "c"));
        assertThat(sensitivity.points()).hasSize(6);
        assertThat(sensitivity.accuracies(0.5)).isEqualTo(Map.of("a", 110.5, "b", 106.0, "c", 61.0));
        assertThat(sensitivity.accuracies(0.25).get("b")).isEqualTo(103.5);
        assertThat(sensitivity.accuracies(0.75)).isEmpty();
        assertThat(sensitivity.points().get(0).plan().kept("a")).hasSize(4);
    }

    @Test
    void aGroupIsCutAsFarAsItAndAllLesserCutsKeepTheAccuracy() {
        Map<String, Map<Double, Double>> accuracy = Map.of(
                "a", Map.of(0.75, 0.91, 0.5, 0.92, 0.25, 0.7),
                "b", Map.of(0.75, 0.8, 0.5, 0.95, 0.25, 0.95),
                "c", Map.of(0.75, 0.9, 0.5, 0.9, 0.25, 0.9));
        List<Sensitivity.Point> points = List.of("a", "b", "c").stream()
                .flatMap(group -> List.of(0.75, 0.5, 0.25).stream()
                        .map(kept -> new Sensitivity.Point(
                                group, kept, null, accuracy.get(group).get(kept))))
                .toList();
        assertThat(new Sensitivity(points).ratios(0.9)).isEqualTo(Map.of("a", 0.5, "b", 1.0, "c", 0.25));
    }

    @Test
    void aShareOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Sensitivity.of(L1, SPEC, scores(), List.of(0.0), plan -> 1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("more than 0");
    }
}
