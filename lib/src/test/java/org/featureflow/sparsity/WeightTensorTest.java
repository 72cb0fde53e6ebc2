package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;

class WeightTensorTest {
    /** Two filters over two channels with kernels of two elements. */
    private final WeightTensor weight = new WeightTensor(new float[] {3, 4, 0, 12, 0, 0, 5, 0}, 2, 2, 2);

    @Test
    void slicesHaveTheirNorms() {
        assertThat(weight.filterNorms()).containsExactly(13, 5);
        assertThat(weight.inputNorms()).containsExactly(5, 13);
        assertThat(weight.kernelNorms()).containsExactly(5, 12, 0, 5);
    }

    @Test
    void filters_of_different_groups_read_different_channels() {
        WeightTensor depthwise = new WeightTensor(new float[] {3, 4, 0, 12}, 2, 1, 2, 2);
        assertThat(depthwise.inputs()).isEqualTo(2);
        assertThat(depthwise.inputNorms()).containsExactly(5, 12);
        WeightTensor grouped = new WeightTensor(new float[] {3, 0, 4, 1, 6, 5, 8, 0}, 4, 2, 1, 2);
        assertThat(grouped.inputNorms()).containsExactly(5, 1, 10, 5);
        assertThatThrownBy(() -> new WeightTensor(new float[6], 3, 2, 1, 2))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("2 groups");
    }

    @Test
    void foldingMultipliesByScaleOverDeviation() {
        float[] folded = weight.foldedFilterNorms(new float[] {-2, 0}, new float[] {3, 1}, 1);
        assertThat(folded).containsExactly(13, 0);
    }

    @Test
    void ratiosAreSharesOfTheLargestNorm() {
        assertThat(Norms.ratios(new float[] {2, 4, 0})).containsExactly(0.5f, 1, 0);
        assertThat(Norms.ratios(new float[2])).containsExactly(0, 0);
    }

    @Test
    void aWrongNumberOfValuesIsRefused() {
        assertThatThrownBy(() -> new WeightTensor(new float[3], 2, 2, 1)).isInstanceOf(FeatureFlowException.class);
        assertThatThrownBy(() -> weight.foldedFilterNorms(new float[1], new float[1], 0))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("2 filters");
    }

    @Test
    void sharesOfSlicesCountSlices() {
        NearZero zero = NearZero.of(
                Threshold.absolute(5),
                weight,
                NearZero.Slices.of(weight),
                weight.foldedFilterNorms(new float[] {1, 0}, new float[] {0, 0}, 1));
        assertThat(zero).isEqualTo(new NearZero("≤5e0", 7 / 8.0, 0.5, 0.5, 0.75, 0.5));
    }

    @Test
    void singularValuesBelongToTheMatrixOfFilters() {
        // M Mᵀ = [[169, 0], [0, 25]]
        assertThat(weight.singularValues()).containsExactly(new double[] {13, 5}, within(1e-12));
    }
}
