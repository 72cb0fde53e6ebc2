package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.L1FlowGradient;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The closed form added on the way back gives the gradients that autograd gives. */
class BackwardPassTest {
    private static final Regularizer SMALL_LOGITS =
            step -> Penalty.of("logits", 0.1, step.output().logits().square().mean());

    /** Somebody's own penalty on features, without a closed form, beside one that has it. */
    private static final Regularizer SMALL_FEATURES = step ->
            Penalty.of("features", 1, step.output().features().get(1).square().mean());

    @Test
    void termsAreReportedInTheOrderOfThePenaltiesWhereverTheyAreComputed() {
        FeatureFlowPenalty closed = FeatureFlowPenalty.of(1e-3, 0);
        FeatureFlowPenalty inGraph = new FeatureFlowPenalty(
                Coefficient.constant(1e-3), Coefficient.constant(0), FlowOptions.DEFAULT.with(Norm.L2));
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network network = Network.create(Architectures.named("resnet20@0.25"), 5)) {
            NDArray images = images(network.spec(), manager, false);
            assertThat(closed.appliesTo(network)).isTrue();
            assertThat(inGraph.appliesTo(network)).isFalse();
            float alone =
                    gradients(network, images, closed).get("term/gradient").getFloat();
            Map<String, NDArray> both = gradients(network, images, new Penalties(List.of(closed, inGraph)));
            assertThat(both.get("term/gradient").getFloat()).isEqualTo(alone);
            assertThat(both.get("term/gradient 2").getFloat()).isNotEqualTo(alone);
        }
    }

    @Test
    void aTermHasTheSameNameBeforeAnotherPenaltysOneBegins() {
        Coefficient half = new Coefficient(1e-3, 0.5, 0);
        Regularizer late = new FeatureFlowPenalty(half, half, FlowOptions.DEFAULT);
        Regularizer early = FeatureFlowPenalty.of(1e-3, 0);
        Regularizer lateInGraph = late::penalty;
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network network = Network.create(Architectures.named("resnet20@0.25"), 5)) {
            NDArray images = images(network.spec(), manager, false);
            for (Regularizer first : List.of(late, lateInGraph)) {
                Regularizer both = new Penalties(List.of(first, early));
                assertThat(gradients(network, images, both, 0, 4))
                        .containsKey("term/gradient 2")
                        .doesNotContainKeys("term/gradient", "term/curvature");
                assertThat(gradients(network, images, both, 2, 4))
                        .containsKeys("term/gradient", "term/curvature", "term/gradient 2");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "resnet20@0.5, SUM, 1e-3, 1e-3, true",
        "resnet20@0.5, SUM, 1e-3, 0, true",
        "resnet20@0.5, SUM, 0, 1e-3, false",
        "vgg13@0.0625, MEAN, 1, 0.5, true",
        "resnet18@0.0625:64x64:20, SUM, 1e-3, 1e-3, false",
        "vit-tiny@0.0625, SUM, 1e-3, 1e-3, true",
        "vit-tiny@0.0625:16x16:3, MEAN, 1, 0.5, false"
    })
    void closedFormAndGraphGiveTheSameGradients(
            String name, Reduction reduction, double k1, double k2, boolean channelsLast) {
        FeatureFlowPenalty flow = new FeatureFlowPenalty(
                Coefficient.constant(k1), Coefficient.constant(k2), FlowOptions.DEFAULT.with(reduction));
        requireEqualGradients(Architectures.named(name), flow, channelsLast);
    }

    /** Residual sums that are no feature go into the branch and the shortcut, both of which come before later features. */
    @Test
    void featuresWithinBranchesShareWhatIsBeforeThem() {
        NetworkBuilder b = NetworkSpec.builder("pre-activation", new FeatureShape(3, 8, 8))
                .convolution("start", 6, 3, 1)
                .batchNorm("norm");
        for (int i = 0; i < 3; i++) {
            String sum = b.latest();
            b.batchNorm("norm" + i).relu("relu" + i).tap().convolution("branch" + i, 6, 3, 1);
            b.sum("sum" + i, b.latest(), sum);
        }
        NetworkSpec spec = b.globalAveragePool("pool").linear("fc", 10).build();
        requireEqualGradients(spec, FeatureFlowPenalty.of(1e-2, 1e-2), true);
    }

    /** A gate is made of the feature that it weighs. */
    @Test
    void aFeatureIsReachedThroughItsGateToo() {
        NetworkBuilder b = NetworkSpec.builder("gated", new FeatureShape(3, 8, 8));
        for (int i = 0; i < 3; i++) {
            b.convolution("conv" + i, 6, 3, 1)
                    .batchNorm("norm" + i)
                    .activation("silu" + i, ActivationFunction.SILU)
                    .tap();
            String feature = b.latest();
            b.globalAveragePool("means" + i)
                    .convolution("squeeze" + i, 2, 1, 1)
                    .activation("swish" + i, ActivationFunction.HARD_SWISH)
                    .convolution("excite" + i, 6, 1, 1)
                    .activation("gate" + i, ActivationFunction.SIGMOID);
            b.product("weighed" + i, feature, b.latest());
        }
        requireEqualGradients(
                b.globalAveragePool("pool").linear("fc", 10).build(), FeatureFlowPenalty.of(1e-2, 1e-2), true);
    }

    @Test
    void theClosedFormFollowsTheSchedulesOfItsCoefficients() {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        FeatureFlowPenalty flow = new FeatureFlowPenalty(
                new Coefficient(1e-3, 0, 0.5), new Coefficient(1e-3, 0.5, 0), FlowOptions.DEFAULT);
        assertThat(requireEqualGradients(spec, flow, true, 1, 4))
                .contains("term/gradient")
                .doesNotContain("term/curvature");
        assertThat(requireEqualGradients(spec, flow, true, 3, 4)).contains("term/gradient", "term/curvature");
    }

    private static void requireEqualGradients(NetworkSpec spec, FeatureFlowPenalty flow, boolean channelsLast) {
        requireEqualGradients(spec, flow, channelsLast, 0, 1);
    }

    /** Names what was compared. */
    private static Set<String> requireEqualGradients(
            NetworkSpec spec, FeatureFlowPenalty flow, boolean channelsLast, long step, long totalSteps) {
        Regularizer graphOnly = flow::penalty;
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network network = Network.create(spec, 5)) {
            assertThat(flow.appliesTo(network)).isTrue();
            NDArray images = images(spec, manager, channelsLast);
            Map<String, NDArray> expected = gradients(network, images, graphOnly, step, totalSteps);
            Map<String, NDArray> actual = gradients(network, images, flow, step, totalSteps);
            expected.forEach((parameter, e) -> {
                if (parameter.startsWith("term/")) {
                    float value = e.getFloat();
                    assertThat(actual.get(parameter).getFloat()).as(parameter).isCloseTo(value, within(1e-5f * value));
                    return;
                }
                // A bias before a batch norm has the gradient 0 but for rounding.
                float largest = e.abs().max().getFloat();
                assertThat(actual.get(parameter).sub(e).abs().max().getFloat())
                        .as(parameter)
                        .isLessThan(1e-4f * largest + 1e-6f);
            });
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            return expected.keySet();
        }
    }

    /** All trained parameters' gradients and the reported terms. */
    private static Map<String, NDArray> gradients(Network network, NDArray images, Regularizer regularizer) {
        return gradients(network, images, regularizer, 0, 1);
    }

    private static Map<String, NDArray> gradients(
            Network network, NDArray images, Regularizer regularizer, long step, long totalSteps) {
        BackwardPass pass = BackwardPass.run(
                network,
                images,
                logits -> logits.logSoftmax(1).mean(),
                new Penalties(List.of(new Penalties(List.of(regularizer, SMALL_LOGITS)), SMALL_FEATURES)),
                step,
                totalSteps);
        Map<String, NDArray> result = new LinkedHashMap<>();
        result.put("term/total", pass.penalty().loss());
        pass.penalty().terms().forEach((name, value) -> result.put("term/" + name, value));
        network.parameters().forEach((name, p) -> {
            if (p.requiresGradient()) {
                result.put(name, Autograd.gradient(p.getArray()).duplicate());
                Autograd.clearGradient(p.getArray());
            }
        });
        return result;
    }

    private static NDArray images(NetworkSpec spec, NDManager manager, boolean channelsLast) {
        manager.getEngine().setRandomSeed(2);
        int size = spec.input().height();
        return channelsLast
                ? manager.randomNormal(new Shape(3, size, size, 3)).transpose(0, 3, 1, 2)
                : manager.randomNormal(new Shape(3, 3, size, size));
    }

    /** The derivative by the penalty alone has to come back to the parameters when the loss does not depend on them. */
    @ParameterizedTest
    @CsvSource({"1e-3", "0"})
    void thePenaltyReachesEveryLayerBeforeTheLastTap(double k1) {
        NetworkSpec spec = Architectures.named("resnet20@0.25");
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network network = Network.create(spec, 5)) {
            NDArray images = images(spec, manager, true);
            BackwardPass.run(network, images, logits -> logits.mul(0f).sum(), FeatureFlowPenalty.of(k1, 0), 0, 1);
            float gradient =
                    Autograd.gradient(network.array("conv1.weight")).abs().max().getFloat();
            assertThat(gradient > 0).isEqualTo(k1 > 0);
        }
    }

    @Test
    void aFrozenBeginningIsPassedOver() {
        NetworkSpec spec = Architectures.named("vgg11@0.0625");
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Network network = Network.create(spec, 5)) {
            network.freezeParameters(true, p -> p.getName().startsWith("features.0."));
            network.freezeParameters(true, p -> p.getName().startsWith("features.1."));
            NDArray images = images(spec, manager, true);
            BackwardPass.run(network, images, logits -> logits.mean(), FeatureFlowPenalty.of(1e-3, 1e-3), 0, 1);
            assertThat(Autograd.gradient(network.array("features.4.weight"))
                            .abs()
                            .max()
                            .getFloat())
                    .isPositive();
        }
    }

    @Test
    void aFlowWithoutFeaturesIsRefusedAsInTheGraph() {
        assertThatThrownBy(() -> L1FlowGradient.of(List.of(), Reduction.SUM, 1, 1))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("give the network taps");
    }
}
