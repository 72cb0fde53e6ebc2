package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class LargestCutTest {
    private static Plan plan(double kept) {
        return new Plan("n", List.of(), Map.of("kept", Double.toString(kept)));
    }

    private static double kept(Plan plan) {
        return Double.parseDouble(plan.origin().get("kept"));
    }

    @Test
    void bisectionFindsTheSmallestFractionThatKeepsTheAccuracy() {
        // Accuracy falls below 0.9 under a fraction of 0.3.
        LargestCut cut = LargestCut.of(LargestCutTest::plan, p -> kept(p) >= 0.3 ? 0.92 : 0.7, 0.9, 10);
        assertThat(cut.tried()).hasSize(10);
        assertThat(cut.best()).hasValueSatisfying(b -> {
            assertThat(b.kept()).isCloseTo(0.3, within(1.0 / 1024)).isGreaterThanOrEqualTo(0.3);
            assertThat(b.accuracy()).isEqualTo(0.92);
            assertThat(kept(b.plan())).isEqualTo(b.kept());
        });
    }

    @Test
    void unreachableFractionsCountAsTooSmall() {
        LargestCut cut = LargestCut.of(
                kept -> {
                    if (kept < 0.6) {
                        throw new UnreachableTargetException("no");
                    }
                    return plan(kept);
                },
                p -> 1,
                0.5,
                8);
        assertThat(cut.best().orElseThrow().kept()).isCloseTo(0.6, within(0.01)).isGreaterThanOrEqualTo(0.6);
    }

    @Test
    void aBoundThatNothingMeetsGivesNoCut() {
        LargestCut cut = LargestCut.of(LargestCutTest::plan, p -> 0.5, 0.9, 3);
        assertThat(cut.best()).isEmpty();
        assertThat(cut.tried()).hasSize(3);
    }

    @Test
    void noEvaluationIsRefused() {
        assertThatThrownBy(() -> LargestCut.of(LargestCutTest::plan, p -> 1, 0.5, 0))
                .isInstanceOf(FeatureFlowException.class);
    }
}
