package org.featureflow.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Cost;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight weights of a convolution from 4 to 2 channels, four of a linear layer. */
class WeightMaskTest {
    private Network network;

    @BeforeEach
    void open() {
        network = Network.create(
                NetworkSpec.builder("weights", new FeatureShape(4, 1, 1))
                        .convolution("conv", 2, 1, 1)
                        .batchNorm("bn")
                        .linear("fc", 2)
                        .build(),
                1);
        Networks.set(network, "conv.weight", 1, -2, 3, -4, 8, 7, -6, 5);
        Networks.set(network, "fc.weight", 10, -20, 0.5f, 30);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void localScopeKeepsTheLargestOfEachArray() {
        WeightMask mask = WeightMask.local(network, 0.5);
        assertThat(mask.kept("conv.weight")).containsExactly(false, false, false, false, true, true, true, true);
        assertThat(mask.kept("fc.weight")).containsExactly(false, true, false, true);
        assertThat(mask.sparsity()).isEqualTo(0.5);
    }

    @Test
    void globalScopeComparesAllAndLeavesEveryArrayItsLargest() {
        WeightMask mask = WeightMask.global(network, 0.25);
        assertThat(mask.kept("fc.weight")).containsExactly(true, true, false, true);
        assertThat(mask.kept("conv.weight")).containsExactly(false, false, false, false, true, false, false, false);
    }

    @Test
    void twoOfFourKeepsTwoOfEveryFourAlongTheInputs() {
        WeightMask mask = WeightMask.pattern(network, 2, 4);
        assertThat(mask.kept("conv.weight")).containsExactly(false, false, true, true, true, true, false, false);
        assertThat(mask.kept("fc.weight")).as("4 does not divide 2 inputs").containsExactly(true, true, true, true);
    }

    @Test
    void thePatternRunsAlongInputChannelsNotAlongTheKernel() {
        NetworkSpec spec = NetworkSpec.builder("kernel", new FeatureShape(2, 2, 2))
                .then("conv", new org.featureflow.nn.Convolution(2, 1, 2, 1, 0, 1, false))
                .linear("fc", 2)
                .build();
        try (Network n = Network.create(spec, 1)) {
            Networks.set(n, "conv.weight", 1, 9, 3, 9, 5, 2, 5, 2);
            assertThat(WeightMask.pattern(n, 1, 2).kept("conv.weight"))
                    .containsExactly(false, true, false, true, true, false, true, false);
        }
    }

    @Test
    void ofEqualWeightsTheCountIsExact() {
        Networks.set(network, "conv.weight", 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(WeightMask.local(network, 0.25).kept("conv.weight"))
                .containsExactly(true, true, false, false, false, false, false, false);
    }

    @Test
    void theCopyHasZerosAndTheSameSize() {
        try (Network masked = WeightMask.local(network, 0.5).apply(network)) {
            assertThat(masked.array("conv.weight").abs().toFloatArray()).containsExactly(0, 0, 0, 0, 8, 7, 6, 5);
            assertThat(masked.array("bn.weight").toFloatArray()).containsOnly(1);
            assertThat(Cost.of(masked.spec())).isEqualTo(Cost.of(network.spec()));
            assertThat(network.array("conv.weight").toFloatArray()[0]).isEqualTo(1);
        }
    }

    @Test
    void aNetworkOfOtherArraysIsRefusedAndItsCopyClosed() {
        WeightMask mask = WeightMask.local(network, 0.5);
        NetworkSpec spec = NetworkSpec.builder("other", new FeatureShape(4, 1, 1))
                .convolution("another", 2, 1, 1)
                .linear("fc", 2)
                .build();
        try (Network other = Network.create(spec, 1)) {
            NDManager engine = other.manager().getParentManager();
            int before = engine.getManagedArrays().size();
            assertThatThrownBy(() -> mask.apply(other))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("Network other has no array “conv.weight”.");
            assertThat(engine.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void heldZerosStayZeroWhenTrainingMovesThem() {
        Runnable hold = WeightMask.local(network, 0.5).holding(network);
        Networks.set(network, "conv.weight", 9, 9, 9, 9, 9, 9, 9, 9);
        hold.run();
        assertThat(network.array("conv.weight").toFloatArray()).containsExactly(0, 0, 0, 0, 9, 9, 9, 9);
        assertThat(network.array("conv.weight").hasGradient()).isTrue();
    }

    @Test
    void inFloat64OneArrayStaysForEachThatIsHeld() {
        try (Network wide = network.to(Device.cpu(), DataType.FLOAT64)) {
            WeightMask mask = WeightMask.local(wide, 0.5);
            int before = wide.manager().getManagedArrays().size();
            mask.holding(wide).run();
            assertThat(wide.manager().getManagedArrays())
                    .hasSize(before + mask.rows().size());
        }
    }

    @Test
    void anArrayThatIsNotMaskedIsNamed() {
        assertThatThrownBy(() -> WeightMask.local(network, 0.5).kept("bn.weight"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("The mask has no array “bn.weight”; it has conv.weight, fc.weight.");
    }

    @Test
    void theReportSaysThatItIsAMask() {
        WeightMask mask = WeightMask.local(network, 0.5);
        assertThat(mask.toString()).contains("conv.weight", "50.0 %", "same size, same speed");
        assertThat(mask.rows().get(1)).isEqualTo(new WeightMask.Row("fc.weight", 4, 2));
        assertThat(mask.rows().get(1).sparsity()).isCloseTo(0.5, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.1, Double.NaN})
    void anImpossibleShareIsRefused(double fraction) {
        String refusal = "A share of " + fraction + " of the weights cannot be kept; use more than 0 and at most 1.";
        assertThatThrownBy(() -> WeightMask.local(network, fraction))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> WeightMask.global(network, fraction))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage(refusal);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "5, 4"})
    void anImpossiblePatternIsRefused(int n, int m) {
        assertThatThrownBy(() -> WeightMask.pattern(network, n, m))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("A pattern of " + n + ":" + m + " is not possible;");
    }
}
