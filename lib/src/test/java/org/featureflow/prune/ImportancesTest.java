package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportancesTest {
    @ParameterizedTest
    @CsvSource({
        "l1, false, MEAN, MEAN",
        "l2, false, MEAN, MEAN",
        "geometric_median, false, MEAN, MEAN",
        "batch_norm_scale, false, MEAN, NONE",
        "lamp, false, MEAN, NONE",
        "group_norm, false, SUM, MAX",
        "taylor, true, SUM, NONE",
        "taylor_filter, true, SUM, NONE",
        "hrank, true, MEAN, MEAN",
        "apoz, true, MEAN, NONE",
        "mean_activation, true, MEAN, MEAN",
        "flow, true, , NONE",
        "random, false, , NONE"
    })
    void everyCriterionHasItsUsualReductionAndNormalization(
            String name, boolean needsData, GroupReduction reduction, ScoreNormalization normalization) {
        Criterion criterion = Importances.named(name);
        assertThat(criterion.needsData()).isEqualTo(needsData);
        assertThat(criterion.reduction()).isEqualTo(reduction);
        assertThat(criterion.normalization()).isEqualTo(normalization);
    }
}
