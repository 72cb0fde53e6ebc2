package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values worked out by hand on one layer: a 1×1 convolution W = [[3, 4], [0, 0], [0, −1]] with three filters over two channels. */
class WeightPenaltiesTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Coefficient ONE = Coefficient.constant(1);
    private static final WeightScope SCOPE = WeightScope.CONVOLUTIONS;

    private final PenaltyBench bench = bench();

    private static PenaltyBench bench() {
        NetworkSpec spec = NetworkSpec.builder("one", new FeatureShape(2, 1, 1))
                .then("conv", Convolution.of(2, 3, 1, 1, 0))
                .batchNorm("bn")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        PenaltyBench bench = new PenaltyBench(spec);
        bench.set("conv.weight", 3, 4, 0, 0, 0, -1);
        return bench;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private double[] gradient(Regularizer regularizer) {
        return bench.gradients(regularizer).get("conv.weight");
    }

    @Test
    void l1IsTheSumOfSizesWithSignsAsGradient() {
        assertThat(bench.loss(new WeightL1(ONE, SCOPE))).isCloseTo(8, EXACT);
        assertThat(gradient(new WeightL1(ONE, SCOPE))).containsExactly(1, 1, 0, 0, 0, -1);
    }

    @Test
    void l2IsHalfTheSquaresWithTheWeightsAsGradient() {
        assertThat(bench.loss(new WeightDecay(ONE, SCOPE))).isCloseTo(13, EXACT);
        assertThat(gradient(new WeightDecay(ONE, SCOPE))).containsExactly(3, 4, 0, 0, 0, -1);
    }

    @Test
    void transformedL1CountsLargeWeightsAsNearlyTwo() {
        // 2·(3/4 + 4/5 + 1/2) = 4.1, derivative 2/(1+|w|)²
        assertThat(bench.loss(new TransformedL1(ONE, SCOPE, 1))).isCloseTo(4.1, EXACT);
        assertThat(gradient(new TransformedL1(ONE, SCOPE, 1)))
                .containsExactly(new double[] {2 / 16.0, 2 / 25.0, 0, 0, 0, -0.5}, EXACT);
    }

    @Test
    void transformedL1GoesFromCountingToL1() {
        assertThat(bench.loss(new TransformedL1(ONE, SCOPE, 1e-9))).isCloseTo(3, within(1e-6));
        assertThat(bench.loss(new TransformedL1(ONE, SCOPE, 1e9))).isCloseTo(8, within(1e-6));
    }

    @Test
    void groupLassoSumsNormsOfFiltersAndOfInputChannels() {
        // filters 5 + 0 + 1; input channels 3 + √17
        double inputs = 3 + Math.sqrt(17);
        assertThat(bench.loss(GroupLasso.published(ONE))).isCloseTo(6 + inputs, EXACT);
        assertThat(bench.loss(new GroupLasso(ONE, SCOPE, true, false, false))).isCloseTo(6, EXACT);
        assertThat(bench.loss(new GroupLasso(ONE, SCOPE, false, true, false))).isCloseTo(inputs, EXACT);
        assertThat(bench.loss(new GroupLasso(ONE, SCOPE, true, true, true)))
                .isCloseTo(Math.sqrt(2) * 6 + Math.sqrt(3) * inputs, EXACT);
        assertThat(gradient(new GroupLasso(ONE, SCOPE, true, false, false)))
                .containsExactly(new double[] {0.6, 0.8, 0, 0, 0, -1}, EXACT);
    }

    @Test
    void groupsOfWideKernelsAreEuclideanOverTheWholeSlice() {
        try (PenaltyBench wide = wide(1)) {
            // Kernels of norms 3, 4; 6, 8: filters 5 and 10, input channels √45 and √80
            wide.set("conv.weight", 1, 2, 2, 0, 0, 0, 0, 4, 4, 0, 4, 2, 0, 8, 0, 0);
            double inputs = Math.sqrt(45) + Math.sqrt(80);
            assertThat(wide.loss(new GroupLasso(ONE, SCOPE, true, false, false)))
                    .isCloseTo(15, EXACT);
            assertThat(wide.loss(new GroupLasso(ONE, SCOPE, false, true, false)))
                    .isCloseTo(inputs, EXACT);
            assertThat(wide.loss(GroupLasso.published(ONE))).isCloseTo(15 + inputs, EXACT);
            assertThat(wide.loss(new GroupLasso(ONE, SCOPE, true, true, true)))
                    .isCloseTo(Math.sqrt(8) * (15 + inputs), EXACT);
            assertThat(wide.loss(new GroupHoyerSquare(ONE, SCOPE)))
                    .isCloseTo((15 * 15 + inputs * inputs) / 125, within(1e-9));
        }
    }

    @Test
    void aGroupedConvolutionHasNoInputChannelsToSum() {
        try (PenaltyBench grouped = wide(2)) {
            grouped.set("conv.weight", 1, 2, 2, 0, 4, 0, 4, 2);
            assertThat(grouped.loss(GroupLasso.published(ONE))).isCloseTo(3 + 6, EXACT);
            assertThat(grouped.loss(new GroupHoyerSquare(ONE, SCOPE))).isCloseTo(81 / 45.0, within(1e-9));
        }
    }

    /** One 2×2 convolution from two channels to two. */
    private static PenaltyBench wide(int groups) {
        return new PenaltyBench(NetworkSpec.builder("wide", new FeatureShape(2, 2, 2))
                .then("conv", new Convolution(2, 2, 2, 1, 0, groups, false))
                .flatten("flatten")
                .linear("linear", 2)
                .build());
    }

    @Test
    void groupLassoWithoutGroupsIsRefused() {
        assertThatThrownBy(() -> new GroupLasso(ONE, SCOPE, false, false, true))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("filters");
    }

    @Test
    void sparseGroupLassoMixesBoth() {
        // ¼ of L1 and ¾ of √2 · group norms
        assertThat(bench.loss(new SparseGroupLasso(ONE, SCOPE, 0.25)))
                .isCloseTo(0.25 * 8 + 0.75 * Math.sqrt(2) * 6, EXACT);
        assertThat(bench.loss(new SparseGroupLasso(ONE, SCOPE, 1))).isCloseTo(8, EXACT);
    }

    @Test
    void hoyerSquareIsTheSquaredRatioOfNormsAndDoesNotSeeTheScale() {
        HoyerSquare penalty = new HoyerSquare(ONE, SCOPE);
        assertThat(bench.loss(penalty)).isCloseTo(64 / 26.0, within(1e-9));
        // d/dw = 2 Σ|w| (sign(w)/Σw² − w Σ|w|/(Σw²)²)
        assertThat(gradient(penalty)[0]).isCloseTo(2 * 8 * (1 / 26.0 - 3 * 8 / 676.0), within(1e-9));
        bench.set("conv.weight", 300, 400, 0, 0, 0, -100);
        assertThat(bench.loss(penalty)).isCloseTo(64 / 26.0, within(1e-9));
        bench.set("conv.weight", 0, 0, 0, 7, 0, 0);
        assertThat(bench.loss(penalty)).isCloseTo(1, within(1e-9));
        bench.set("conv.weight", 2, -2, 2, 2, -2, 2);
        assertThat(bench.loss(penalty)).isCloseTo(6, within(1e-9));
    }

    @Test
    void groupHoyerSquareIsTheSameOverNormsOfSlices() {
        GroupHoyerSquare penalty = new GroupHoyerSquare(ONE, SCOPE);
        double inputs = 3 + Math.sqrt(17);
        assertThat(bench.loss(penalty)).isCloseTo((36 + inputs * inputs) / 26, within(1e-9));
        bench.set("conv.weight", 0, 0, 0, 7, 0, 0);
        assertThat(bench.loss(penalty)).isCloseTo(2, within(1e-9));
    }

    @Test
    void orthonormalFiltersHaveNoOrthogonalityPenaltyButTheUnavoidable() {
        // Three filters in two dimensions cannot all be orthonormal: ‖W Wᵀ − I₃‖² is at least 1.
        bench.set("conv.weight", 1, 0, 0, 1, 0, 0);
        assertThat(bench.loss(new Orthogonality(ONE, SCOPE, false))).isCloseTo(1, EXACT);
        assertThat(bench.loss(new Orthogonality(ONE, SCOPE, true))).isCloseTo(1, EXACT);
    }

    @Test
    void orthogonalityEqualsTheProductsWrittenOut() {
        // W Wᵀ − I = [[24, 0, −4], [0, −1, 0], [−4, 0, 0]]; Wᵀ W − I = [[8, 12], [12, 16]]
        double pairsOfFilters = 24 * 24 + 2 * 16 + 1;
        double pairsOfInputs = 64 + 2 * 144 + 256;
        assertThat(bench.loss(new Orthogonality(ONE, SCOPE, false))).isCloseTo(pairsOfFilters, EXACT);
        assertThat(bench.loss(new Orthogonality(ONE, SCOPE, true))).isCloseTo(pairsOfFilters + pairsOfInputs, EXACT);
        // d‖W Wᵀ − I‖² = 4 (W Wᵀ − I) W
        double[] byHand = {4 * 72, 4 * 100, 0, 0, -4 * 12, -4 * 16};
        assertThat(gradient(new Orthogonality(ONE, SCOPE, false))).containsExactly(byHand, EXACT);
        assertThat(gradient(new Orthogonality(ONE, SCOPE, true)))
                .containsExactly(Arrays.stream(byHand).map(d -> 2 * d).toArray(), EXACT);
    }

    @Test
    void softThresholdShortensFiltersAndCutsShortOnesToZero() {
        bench.set("conv.weight", 3, 4, 0, 0, 0, -0.25);
        new GroupSoftThreshold(SCOPE).apply(bench.network, 0.5);
        assertThat(bench.get("conv.weight")).containsExactly(new double[] {2.7, 3.6, 0, 0, 0, 0}, EXACT);
        new GroupSoftThreshold(SCOPE).apply(bench.network, 0);
        assertThat(bench.get("conv.weight")).containsExactly(new double[] {2.7, 3.6, 0, 0, 0, 0}, EXACT);
    }

    @Test
    void softThresholdLeavesFrozenFiltersAsTheyAre() {
        bench.set("conv.weight", 3, 4, 0, 0, 0, -0.25);
        bench.network.freezeParameters(true, p -> p.getName().equals("conv.weight"));
        new GroupSoftThreshold(SCOPE).apply(bench.network, 0.5);
        assertThat(bench.get("conv.weight")).containsExactly(new double[] {3, 4, 0, 0, 0, -0.25}, EXACT);
    }

    @Test
    void layersCannotBePenalisedWhereNoneCounts() {
        NetworkSpec shallow = NetworkSpec.builder("shallow", new FeatureShape(3, 8, 8))
                .convolution("stem", 4, 3, 1)
                .convolution("branch", 4, 3, 1)
                .sum("sum", "stem", "branch")
                .flatten("flatten")
                .linear("fc", 2)
                .build();
        assertThat(WeightScope.BRANCHES.requireNodes(shallow)).hasSize(1);
        assertThatThrownBy(() -> WeightScope.INNER.requireNodes(shallow))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("Network shallow has no layer that this penalty acts on");
    }

    @Test
    void softThresholdHasSomethingToShorten() {
        NetworkSpec spec = NetworkSpec.builder("dense", new FeatureShape(3, 1, 1))
                .flatten("flatten")
                .linear("fc", 2)
                .build();
        try (PenaltyBench dense = new PenaltyBench(spec)) {
            assertThatThrownBy(() -> new GroupSoftThreshold(SCOPE).apply(dense.network, 0.5))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("Network dense has no layer")
                    .hasMessageContaining("it has no convolution.");
        }
    }

    @Test
    void scalesCannotBePenalisedWhereThereAreNone() {
        NetworkSpec none = Architectures.named("resnet20@0.25");
        NetworkSpec folded = NetworkSpec.builder("plain", new FeatureShape(3, 8, 8))
                .convolution("conv", 4, 3, 1)
                .flatten("flatten")
                .linear("fc", 2)
                .build();
        assertThat(WeightScope.requireBatchNormScales(none)).isEqualTo(WeightScope.batchNormScales(none));
        assertThatThrownBy(() -> WeightScope.requireBatchNormScales(folded))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("Network plain has no batch norm, so it has no scales to penalise.");
    }

    @Test
    void softThresholdKeepsTheNetworksArrayCount() {
        int before = bench.network.manager().getManagedArrays().size();
        new GroupSoftThreshold(SCOPE).apply(bench.network, 0.5);
        assertThat(bench.network.manager().getManagedArrays()).hasSize(before);
    }

    @Test
    void growingPenaltyPullsTheChosenFiltersAndTheirBatchNormScales() {
        bench.set("bn.weight", 2, 3, 4);
        FilterChoice choice = FilterChoice.fixed(Map.of("conv", Set.of(0, 2)));
        GrowingPenalty penalty = new GrowingPenalty(ONE, 1, choice, SCOPE);
        // ½ (25 + 1 + 2² + 4²)
        assertThat(bench.loss(penalty)).isCloseTo(23, EXACT);
        Map<String, double[]> gradients = bench.gradients(penalty);
        assertThat(gradients.get("conv.weight")).containsExactly(3, 4, 0, 0, 0, -1);
        assertThat(gradients.get("bn.weight")).containsExactly(2, 0, 4);
        assertThat(gradients.get("bn.bias")).containsOnly(0);
        assertThat(gradients.get("linear.weight")).containsOnly(0);
    }

    @Test
    void growingPenaltyChoosesTheSmallestFilters() {
        bench.set("conv.weight", 3, 4, 1, 1, 0, -1);
        bench.set("bn.weight", 0, 0, 0);
        GrowingPenalty third = new GrowingPenalty(ONE, 1, FilterChoice.smallest(0.4), SCOPE);
        assertThat(gradient(third)).containsExactly(0, 0, 0, 0, 0, -1);
        GrowingPenalty none = new GrowingPenalty(ONE, 1, FilterChoice.smallest(0.3), SCOPE);
        assertThat(bench.loss(none)).isZero();
    }

    @Test
    void aShareOfTheFiltersLosesNoneToRounding() {
        try (NDManager manager = EngineSettings.engine().newBaseManager()) {
            // 0.29 · 100 is a little less than 29 in floating point.
            NDArray rows = manager.ones(new Shape(100, 2));
            assertThat(FilterChoice.smallest(0.29).chosen("conv", rows).size()).isEqualTo(29);
        }
    }

    @Test
    void growingPenaltyRefusesFiltersOfLayersThatItDoesNotHave() {
        GrowingPenalty penalty = new GrowingPenalty(ONE, 1, FilterChoice.fixed(Map.of("convv", Set.of(0))), SCOPE);
        assertThatThrownBy(() -> bench.loss(penalty))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("push filters of convv, which its scope does not have; it has conv");
    }

    @Test
    void growingPenaltyRisesInStepsThatFollowFromTheStepAlone() {
        GrowingPenalty penalty = new GrowingPenalty(Coefficient.warmUp(1, 0.5), 10, FilterChoice.smallest(0.5), SCOPE);
        assertThat(penalty.lambda(9, 1000)).isZero();
        assertThat(penalty.lambda(10, 1000)).isCloseTo(0.02, EXACT);
        assertThat(penalty.lambda(19, 1000)).isCloseTo(0.02, EXACT);
        assertThat(penalty.lambda(499, 1000)).isCloseTo(0.98, EXACT);
        assertThat(penalty.lambda(500, 1000)).isCloseTo(1, EXACT);
        assertThat(penalty.lambda(999, 1000)).isCloseTo(1, EXACT);
    }

    @Test
    void aFilterThatIsNotThereCannotBePushedOut() {
        GrowingPenalty penalty = new GrowingPenalty(ONE, 1, FilterChoice.fixed(Map.of("conv", Set.of(3))), SCOPE);
        assertThatThrownBy(() -> bench.loss(penalty))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("conv")
                .hasMessageContaining("filter 3");
    }

    @Test
    void batchNormScaleAndPolarizationByHand() {
        bench.set("bn.weight", 0.5, -1, 2);
        assertThat(bench.loss(new BatchNormScaleL1(ONE))).isCloseTo(3.5, EXACT);
        // mean ½: 1.5·3.5 − (0 + 1.5 + 1.5)
        assertThat(bench.loss(new Polarization(ONE, 1.5))).isCloseTo(1.5 * 3.5 - 3, EXACT);
    }

    @Test
    void polarizationPrefersTwoGroupsToAConstant() {
        bench.set("bn.weight", 1, 1, 1);
        double constant = bench.loss(new Polarization(ONE, 1.2));
        bench.set("bn.weight", 0, 1.5, 1.5);
        assertThat(bench.loss(new Polarization(ONE, 1.2))).isLessThan(constant);
    }

    @Test
    void scopesLeaveOutWhatTheySay() {
        NetworkSpec residual = Architectures.named("resnet18@0.125");
        assertThat(WeightScope.EVERYTHING.weights(residual))
                .contains("conv1.weight", "layer2.0.downsample.0.weight", "fc.weight")
                .hasSize(21);
        assertThat(WeightScope.CONVOLUTIONS.weights(residual))
                .doesNotContain("fc.weight")
                .hasSize(20);
        assertThat(WeightScope.BRANCHES.weights(residual))
                .hasSize(16)
                .contains("layer2.0.conv1.weight", "layer2.0.conv2.weight")
                .noneMatch(n -> n.contains("downsample") || n.equals("conv1.weight"));
        NetworkSpec bottlenecks = Architectures.named("resnet50@0.125");
        assertThat(WeightScope.BRANCHES.weights(bottlenecks))
                .hasSize(48)
                .contains("layer1.0.conv1.weight", "layer1.0.conv3.weight");
        assertThat(WeightScope.BRANCHES.weights(Architectures.named("vgg11")))
                .hasSize(8)
                .contains("features.0.weight");
    }

    @Test
    void innerConvolutionsGoToNoAddition() {
        assertThat(WeightScope.INNER.weights(Architectures.named("resnet18@0.125")))
                .hasSize(8)
                .allMatch(n -> n.matches("layer\\d\\.\\d\\.conv1\\.weight"));
        assertThat(WeightScope.INNER.weights(Architectures.named("resnet20")))
                .hasSize(9)
                .allMatch(n -> n.matches("layer\\d\\.\\d\\.conv1\\.weight"));
        assertThat(WeightScope.INNER.weights(Architectures.named("resnet50@0.125")))
                .hasSize(32)
                .allMatch(n -> n.matches("layer\\d\\.\\d\\.conv[12]\\.weight"));
        assertThat(WeightScope.INNER.weights(Architectures.named("vit-tiny@0.125")))
                .as("rows of queries, keys and values cannot go without the rest of their head")
                .hasSize(12)
                .allMatch(n -> n.endsWith(".mlp.0.weight"));
        NetworkSpec plain = Architectures.named("vgg11");
        assertThat(WeightScope.INNER.weights(plain)).isEqualTo(WeightScope.CONVOLUTIONS.weights(plain));
    }

    @Test
    void aBranchMayEndWithoutBatchNorm() {
        NetworkSpec spec = NetworkSpec.builder("direct", new FeatureShape(2, 4, 4))
                .convolution("stem", 2, 3, 1)
                .relu("start")
                .convolution("first", 2, 3, 1)
                .relu("relu")
                .convolution("last", 2, 3, 1)
                .sum("add", "last", "start")
                .globalAveragePool("pool")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        assertThat(WeightScope.INNER.weights(spec)).containsExactly("first.weight");
    }

    /** Squeeze and excitation weighs the branch before it is added; a branch of one small convolution is no shortcut. */
    @Test
    void aGateMayStandBehindTheEndOfABranch() {
        NetworkSpec spec = NetworkSpec.builder("gated", new FeatureShape(2, 4, 4))
                .convolution("stem", 2, 3, 1)
                .relu("start")
                .convolution("first", 2, 3, 1)
                .relu("relu")
                .convolution("last", 2, 1, 1)
                .batchNorm("bn")
                .globalAveragePool("squeeze")
                .activation("gate", ActivationFunction.SIGMOID)
                .product("weighed", "bn", "gate")
                .sum("add", "weighed", "start")
                .convolution("only", 2, 1, 1)
                .globalAveragePool("squeeze2")
                .activation("gate2", ActivationFunction.SIGMOID)
                .product("weighed2", "only", "gate2")
                .sum("add2", "weighed2", "add")
                .globalAveragePool("pool")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        assertThat(WeightScope.INNER.weights(spec)).containsExactly("first.weight");
        assertThat(WeightScope.BRANCHES.weights(spec)).containsExactly("first.weight", "last.weight", "only.weight");
    }

    /** A block of MobileNet: expansion, depthwise layer and its gate, projection, then a grouped convolution and what feeds it. */
    private static NetworkSpec tied() {
        return NetworkSpec.builder("tied", new FeatureShape(2, 4, 4))
                .convolution("expansion", 4, 1, 1)
                .batchNorm("bn1")
                .relu("relu1")
                .then("depthwise", new Convolution(4, 4, 3, 1, 1, 4, false))
                .batchNorm("bn2")
                .relu("relu2")
                .globalAveragePool("squeeze")
                .convolution("reduce", 2, 1, 1)
                .relu("relu3")
                .convolution("excite", 4, 1, 1)
                .activation("gate", ActivationFunction.SIGMOID)
                .product("weighed", "relu2", "gate")
                .convolution("projection", 4, 1, 1)
                .convolution("before", 4, 1, 1)
                .relu("relu4")
                .then("grouped", new Convolution(4, 4, 3, 1, 1, 2, false))
                .convolution("after", 4, 1, 1)
                .globalAveragePool("pool")
                .linear("linear", 2)
                .build();
    }

    @Test
    void innerConvolutionsLoseTheirFiltersOneByOne() {
        assertThat(WeightScope.INNER.weights(tied()))
                .containsExactly("expansion.weight", "reduce.weight", "projection.weight", "after.weight");
        assertThat(WeightScope.BRANCHES.weights(tied())).hasSize(8);
    }

    @Test
    void growingPushesAnExpansionButNotItsDepthwiseLayerOrGate() {
        try (PenaltyBench mobile = new PenaltyBench(tied())) {
            Regularizer growing = Regularizers.named("growing", new Coefficient(1, 0, 0.5));
            Map<String, double[]> gradients = mobile.gradients(growing, 10, 10);
            assertThat(gradients.get("expansion.weight"))
                    .as("half of 4 filters of 2")
                    .hasSize(8);
            assertThat(Arrays.stream(gradients.get("expansion.weight")).filter(g -> g != 0))
                    .hasSize(4);
            assertThat(gradients.get("depthwise.weight")).containsOnly(0);
            assertThat(gradients.get("excite.weight")).containsOnly(0);
            assertThat(gradients.get("grouped.weight")).containsOnly(0);
        }
    }

    @Test
    void shortcutsAreNoBranchEnds() {
        WeightScope scope = new WeightScope(true, true, false, true, false);
        assertThat(scope.weights(Architectures.named("resnet18@0.125")))
                .hasSize(12)
                .contains("conv1.weight", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight")
                .noneMatch(n -> n.endsWith("conv2.weight"));
    }

    @Test
    void branchEndsAndTiedConvolutionsAreNamedOnlyWhereTheyAreLeftOut() {
        assertThat(WeightScope.BRANCHES).hasToString("WeightScope[residualStem=false, shortcuts=false, linear=false]");
        assertThat(WeightScope.INNER)
                .hasToString(
                        "WeightScope[residualStem=false, shortcuts=false, branchEnds=false, tied=false, linear=false]");
    }

    @Test
    void batchNormScalesAreAllOfThem() {
        assertThat(WeightScope.batchNormScales(Architectures.named("resnet20")))
                .hasSize(19)
                .contains("bn1.weight", "layer1.0.bn2.weight");
    }
}
