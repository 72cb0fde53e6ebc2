package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.WeightL1;
import org.featureflow.regularize.WeightScope;
import org.junit.jupiter.api.Test;

class PenaltyChoiceTest {
    private static final WeightL1 L1 = new WeightL1(Coefficient.constant(1e-5), WeightScope.EVERYTHING);

    @Test
    void everyWordOfAChoiceReachesThePenalty() {
        PenaltyChoice choice = PenaltyChoice.of(
                Map.of("gradient", "1e-6:0.1:0.2", "curvature", "2e-6", "flow-norm", "L2", "regularizer.l1", "1e-5"));
        FeatureFlowPenalty flow = new FeatureFlowPenalty(
                new Coefficient(1e-6, 0.1, 0.2), Coefficient.constant(2e-6), FlowOptions.DEFAULT.with(Norm.L2));
        assertThat(choice.regularizer()).isEqualTo(new Penalties(List.of(flow, L1)));
    }

    @Test
    void twoSpellingsOfOnePenaltyAreOneTooMany() {
        assertThatThrownBy(
                        () -> PenaltyChoice.of(Map.of("regularizer.group_lasso", "1", "regularizer.group-lasso", "2")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The penalty group-lasso is given twice; give it once.");
    }

    @Test
    void onePenaltyIsNoSumAndNoneIsAnEmptyOne() {
        assertThat(PenaltyChoice.of(Map.of("curvature", "2e-6")).regularizer())
                .isEqualTo(FeatureFlowPenalty.of(0, 2e-6));
        assertThat(PenaltyChoice.of(Map.of("regularizer.l1", "1e-5", "gradient", "0"))
                        .regularizer())
                .isEqualTo(L1);
        assertThat(PenaltyChoice.of(Map.of()).regularizer()).isEqualTo(Penalties.NONE);
    }
}
