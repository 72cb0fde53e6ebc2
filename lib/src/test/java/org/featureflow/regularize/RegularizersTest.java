package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every registered penalty has to do. */
class RegularizersTest {
    static Stream<String> names() {
        return Regularizers.all().stream().map(Regularizers.Entry::name);
    }

    private static Regularizer of(String name, double coefficient) {
        return Regularizers.named(name, Coefficient.constant(coefficient));
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradientsEqualCentralDifferences(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small())) {
            // γ away from each other and from their mean, where polarization has corners.
            bench.set("bn1.weight", 0.9, 0.3, 1.7);
            bench.set("bn2.weight", 0.2, 1.1, 0.6, 1.9);
            bench.checkGradients(of(name, 0.5), 30, 100);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradientsAreFiniteWhereWeightsAreZero(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small())) {
            bench.fill(0);
            bench.set("bn1.weight", 0, 0, 0);
            bench.set("bn2.weight", 0, 0, 0, 0);
            bench.gradients(of(name, 0.5), 30, 100)
                    .forEach(
                            (array, g) -> assertThat(Arrays.stream(g)).as(array).allMatch(Double::isFinite));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theLossIsTheCoefficientTimesTheReportedTerm(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small());
                NDManager local = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on()) {
            Penalty penalty = of(name, 0.25).penalty(bench.step(local, 99, 100));
            assertThat(penalty.terms()).containsOnlyKeys(name);
            NDArray term = penalty.terms().get(name);
            assertThat(penalty.loss().getShape()).isEqualTo(new Shape());
            assertThat(penalty.loss().getDataType()).isEqualTo(DataType.FLOAT64);
            assertThat(penalty.loss().getDouble()).isCloseTo(0.25 * term.getDouble(), within(1e-12));
            assertThat(term.getDouble()).isNotZero();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void fiftyStepsLeaveNoArrayBehind(String name) {
        Regularizer regularizer = of(name, 1e-3);
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1);
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on()) {
            int before = network.manager().getManagedArrays().size();
            for (int i = 0; i < 50; i++) {
                try (NDManager step = manager.newSubManager()) {
                    NDArray logits = step.zeros(new Shape(1, 10));
                    var output = new org.featureflow.nn.Output(logits, List.of());
                    Autograd.backward(regularizer
                            .penalty(new TrainingStep(network, null, output, i, 50))
                            .loss());
                }
            }
            assertThat(network.manager().getManagedArrays()).hasSize(before);
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void inFloat32TheValueIsTheSame(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small());
                Network single = bench.network.to(Device.cpu(), DataType.FLOAT32);
                NDManager local = EngineSettings.engine().newBaseManager(Device.cpu())) {
            var logits = new org.featureflow.nn.Output(local.zeros(new Shape(1, 2)), List.of());
            Penalty penalty = of(name, 0.5).penalty(new TrainingStep(single, null, logits, 50, 100));
            assertThat(penalty.loss().getDataType()).isEqualTo(DataType.FLOAT32);
            double exact = bench.loss(of(name, 0.5), 50, 100);
            assertThat((double) penalty.loss().getFloat()).isCloseTo(exact, within(1e-5 * Math.abs(exact)));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNetworkWithNothingToActOnIsRefused(String name) {
        NetworkSpec bare = NetworkSpec.builder("bare", new FeatureShape(2, 4, 4))
                .globalAveragePool("pool")
                .build();
        Regularizer regularizer = of(name, 1);
        assertThatThrownBy(() -> regularizer.check(bare))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Network bare has no ");
        assertThatThrownBy(() -> new Penalties(List.of(step -> null, regularizer)).check(bare))
                .isInstanceOf(FeatureFlowException.class);
        regularizer.check(PenaltyBench.small());
    }

    @Test
    void aNetworkWithoutTapsHasNoFlowToPenalise() {
        FeatureFlowPenalty flow = FeatureFlowPenalty.of(1, 0);
        assertThatThrownBy(() -> flow.check(PenaltyBench.small()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("Network small has no taps");
        flow.check(Architectures.named("resnet20@0.25"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-norm-scale", "polarization"})
    void apenaltyOnBatchNormScalesReachesThemAndNothingElse(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small())) {
            bench.set("bn1.weight", 0.9, 0.3, 1.7);
            bench.gradients(of(name, 1))
                    .forEach((array, g) -> assertThat(Arrays.stream(g).anyMatch(d -> d != 0))
                            .as(array)
                            .isEqualTo(array.equals("bn1.weight") || array.equals("bn2.weight")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l1",
                "l2",
                "transformed-l1",
                "hoyer-square",
                "group-lasso",
                "sparse-group-lasso",
                "group-hoyer-square",
                "orthogonality",
                "double-orthogonality"
            })
    void aPenaltyOnWeightsLeavesBatchNormAndBiasesAlone(String name) {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small())) {
            Map<String, double[]> gradients = bench.gradients(of(name, 1));
            for (String array : List.of("bn1.weight", "bn1.bias", "bn2.weight", "bn2.bias", "linear.bias")) {
                assertThat(gradients.get(array)).as(array).containsOnly(0);
            }
            assertThat(gradients.get("conv1.weight")).doesNotContain(0);
            assertThat(gradients.get("conv2.weight")).doesNotContain(0);
        }
    }

    @Test
    void stepsOnTheBatchNormScalePenaltyShrinkThem() {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small())) {
            bench.set("bn1.weight", 0.5, -0.25, 1);
            for (int i = 0; i < 10; i++) {
                double[] g = bench.gradients(of("batch-norm-scale", 1)).get("bn1.weight");
                double[] v = bench.get("bn1.weight");
                for (int c = 0; c < 3; c++) {
                    v[c] -= 0.01 * g[c];
                }
                bench.set("bn1.weight", v);
            }
            double[] v = bench.get("bn1.weight");
            assertThat(v[0]).isCloseTo(0.4, within(1e-6));
            assertThat(v[1]).isCloseTo(-0.15, within(1e-6));
            assertThat(v[2]).isCloseTo(0.9, within(1e-6));
        }
    }

    @Test
    void aNameWithNumbersMakesACoefficientWithASchedule() {
        assertThat(Regularizers.parse("l1=1e-5"))
                .isEqualTo(new WeightL1(new Coefficient(1e-5, 0, 0), WeightScope.EVERYTHING));
        assertThat(Regularizers.parse("group-lasso=0.5:0.1:0.2"))
                .isEqualTo(GroupLasso.published(new Coefficient(0.5, 0.1, 0.2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "=1", "l1=", "l1=x", "l1=1:2:3:4", "l1=1:"})
    void textOfAnotherFormIsAnsweredWithTheForm(String text) {
        assertThatThrownBy(() -> Regularizers.parse(text))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("NAME=COEFFICIENT");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Regularizers.parse("l3=1"))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("l3")
                .hasMessageContaining("polarization");
        assertThatThrownBy(() -> Regularizers.parse("l1=-1")).isInstanceOf(FeatureFlowException.class);
    }

    @Test
    void underscoresAreHyphens() {
        assertThat(Regularizers.parse("batch_norm_scale=1e-4")).isEqualTo(Regularizers.parse("batch-norm-scale=1e-4"));
        assertThat(Regularizers.entry("group_lasso").name()).isEqualTo("group-lasso");
    }

    @Test
    void helpNamesEveryPenalty() {
        assertThat(Regularizers.help().lines()).hasSameSizeAs(Regularizers.all());
        assertThat(names())
                .doesNotHaveDuplicates()
                .allMatch(n -> Regularizers.help().contains(n));
    }

    @Test
    void whatAPenaltyMakesOfAnArrayOfTheStepEndsWithTheStep() {
        try (PenaltyBench bench = new PenaltyBench(PenaltyBench.small());
                NDManager local = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode on = GradMode.on()) {
            int before = bench.network.manager().getManagedArrays().size();
            Regularizer shifts = step ->
                    Penalty.of("shifts", 0.5, step.array("bn1.bias").square().sum());
            bench.set("bn1.bias", 1, 2, 3);
            assertThat(shifts.penalty(bench.step(local, 0, 1)).loss().getDouble())
                    .isEqualTo(7);
            assertThat(bench.network.manager().getManagedArrays()).hasSize(before);
            assertThat(bench.gradients(shifts, 0, 1).get("bn1.bias")).containsExactly(1, 2, 3);
        }
    }

    static Stream<Arguments> published() {
        Coefficient c = new Coefficient(2e-4, 0.25, 0.5);
        return Stream.of(
                Arguments.of("l1", c, new WeightL1(c, WeightScope.EVERYTHING)),
                Arguments.of("l2", c, new WeightDecay(c, WeightScope.EVERYTHING)),
                Arguments.of("transformed-l1", c, new TransformedL1(c, WeightScope.EVERYTHING, 1)),
                Arguments.of("hoyer-square", c, new HoyerSquare(c, WeightScope.EVERYTHING)),
                Arguments.of("group-lasso", c, new GroupLasso(c, WeightScope.BRANCHES, true, true, false)),
                Arguments.of("sparse-group-lasso", c, new SparseGroupLasso(c, WeightScope.BRANCHES, 0.5)),
                Arguments.of("group-hoyer-square", c, new GroupHoyerSquare(c, WeightScope.CONVOLUTIONS)),
                Arguments.of("batch-norm-scale", c, new BatchNormScaleL1(c)),
                Arguments.of("polarization", c, new Polarization(c, 1.2)),
                Arguments.of("growing", c, growing(c)),
                Arguments.of("growing", Coefficient.constant(2), growing(new Coefficient(2, 0, 0.5))),
                Arguments.of("growing", new Coefficient(2, 0.75, 0), growing(new Coefficient(2, 0.75, 0.25))),
                Arguments.of("orthogonality", c, new Orthogonality(c, WeightScope.EVERYTHING, false)),
                Arguments.of("double-orthogonality", c, new Orthogonality(c, WeightScope.EVERYTHING, true)));
    }

    private static Regularizer growing(Coefficient rising) {
        return new GrowingPenalty(rising, 10, FilterChoice.smallest(0.5), WeightScope.INNER);
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyNameMakesItsPublishedForm(String name, Coefficient coefficient, Regularizer form) {
        assertThat(Regularizers.named(name, coefficient)).isEqualTo(form);
    }

    @Test
    void noNameIsLeftOutOfThePublishedForms() {
        assertThat(published().map(a -> a.get()[0]).distinct().toList())
                .containsExactlyElementsOf(names().map(n -> (Object) n).toList());
    }
}
