package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.Test;

class PenaltyTest {
    @Test
    void aValueForEveryImageIsNoPenalty() {
        EngineSettings.engine();
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> Penalty.of("size", 1, manager.ones(new Shape(4))))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContainingAll("“size”", "(4)", "mean()");
        }
    }

    @Test
    void partsOfOneKindAreReportedApart() {
        EngineSettings.engine();
        try (NDManager manager = NDManager.newBaseManager()) {
            Penalty first = Penalty.of("l1", 0.5, manager.create(2f));
            Penalty second = Penalty.of("l1", 2, manager.create(3f));
            Penalty other = Penalty.of("l2", 1, manager.create(4f));
            Penalty third = Penalty.of("l1", 1, manager.create(5f));

            Penalty sum = Penalty.sum(List.of(first, second, other, third), manager);

            assertThat(sum.loss().getFloat()).isEqualTo(1 + 6 + 4 + 5);
            assertThat(sum.terms().keySet()).containsExactly("l1", "l1 2", "l2", "l1 3");
            assertThat(sum.terms().get("l1 2").getFloat()).isEqualTo(3);
        }
    }

    @Test
    void termsStayAsTheyAre() {
        EngineSettings.engine();
        try (NDManager manager = NDManager.newBaseManager()) {
            Penalty penalty = Penalty.of("l1", 0.5, manager.create(2f));
            assertThatThrownBy(() -> penalty.terms().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
