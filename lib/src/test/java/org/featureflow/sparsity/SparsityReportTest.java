package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.ActivationFunction;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Clip;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class SparsityReportTest {
    private static void set(Network network, String name, float... values) {
        try (GradMode off = GradMode.off()) {
            network.array(name).set(FloatBuffer.wrap(values));
        }
    }

    /** Images of one channel and one pixel with the given brightness. */
    private static Batches pixels(int... brightness) {
        byte[] pixels = new byte[brightness.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) brightness[i];
        }
        Images images = Images.of("pixels", pixels, 1, 1, 1, new int[pixels.length], List.of("a", "b"));
        return Batches.of(images, new Normalization(List.of(0.0), List.of(1 / 255.0)))
                .batchSize(2);
    }

    private static NetworkSpec onePixel() {
        return NetworkSpec.builder("pixel", new FeatureShape(1, 1, 1))
                .then("conv1", Convolution.of(1, 2, 1, 1, 0))
                .relu("relu1")
                .tap()
                .then("conv2", Convolution.of(2, 2, 1, 1, 0))
                .relu("relu2")
                .tap()
                .then("conv3", Convolution.of(2, 2, 1, 1, 0))
                .relu("relu3")
                .tap()
                .flatten("flatten")
                .linear("linear", 2)
                .build();
    }

    @Test
    void activationsAndFlowAreWhatTheNetworkDoesToEveryImage() {
        try (Network network = Network.create(onePixel(), 1)) {
            // x → (x, 0) → (x, 2x) → (0, 2x): steps of 2x and x with a right angle
            set(network, "conv1.weight", 1, -1);
            set(network, "conv2.weight", 1, 0, 2, 0);
            set(network, "conv3.weight", 0, 0, 0, 1);
            SparsityReport report = SparsityReport.of(network, pixels(0, 1, 2));
            assertThat(report.images()).isEqualTo(3);
            assertThat(report.activations())
                    .extracting(ActivationSparsity::layer, ActivationSparsity::dead)
                    .containsExactly(tuple("relu1", 1), tuple("relu2", 0), tuple("relu3", 1));
            ActivationSparsity first = report.activations().get(0);
            assertThat(first.zerosByChannel().get(0)).isCloseTo(1 / 3.0, within(1e-12));
            assertThat(first.zerosByChannel().get(1)).isEqualTo(1);
            assertThat(first.zeros()).isCloseTo(4 / 6.0, within(1e-12));
            // images x = 0, 1, 2: the image of zeros has no direction and turns by nothing
            FlowStage stage = report.flow().get(0);
            assertThat(stage.features()).isEqualTo(3);
            assertThat(stage.length()).isCloseTo(3, within(1e-6));
            assertThat(stage.chord()).isCloseTo(Math.sqrt(5), within(1e-6));
            assertThat(stage.straightness()).isCloseTo(Math.sqrt(5) / 3, within(1e-6));
            assertThat(stage.turning()).isCloseTo(2 / 3.0 * Math.PI / 2, within(1e-6));
            assertThat(report.flow()).hasSize(2);
            assertThat(report.flow().get(1).length()).isEqualTo(stage.length());
        }
    }

    private static List<FlowStage> flow(String name) {
        return flow(Architectures.named(name));
    }

    private static List<FlowStage> flow(NetworkSpec spec) {
        FeatureShape input = spec.input();
        try (Network network = Network.create(spec, 1);
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode off = GradMode.off()) {
            FlowMeter meter = new FlowMeter(spec);
            manager.getEngine().setRandomSeed(1);
            Shape one = new Shape(1, input.channels(), input.height(), input.width());
            meter.observe(network.forward(manager.randomNormal(one), false).features());
            return meter.result();
        }
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    /** Spec's shapes do not tell a vector from a map of one position; the flow of a training does. */
    @Test
    void aVectorIsOfAnotherStageThanMapsOfOnePosition() {
        NetworkSpec spec = NetworkSpec.builder("narrow", new FeatureShape(3, 8, 8))
                .globalAveragePool("g")
                .convolution("a", 4, 1, 1)
                .tap()
                .convolution("b", 4, 1, 1)
                .tap()
                .flatten("f")
                .linear("c", 4)
                .tap()
                .linear("fc", 2)
                .build();
        assertThat(flow(spec))
                .extracting(FlowStage::stage, FlowStage::features)
                .containsExactly(tuple("a … b", 2), tuple("c", 1), tuple("all", 3));
    }

    @Test
    void oneImagesFlowIsItsTrajectory() {
        NetworkSpec spec = Architectures.named("vgg11@0.125");
        try (Network network = Network.create(spec, 3);
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode off = GradMode.off()) {
            FlowMeter meter = new FlowMeter(spec);
            manager.getEngine().setRandomSeed(1);
            List<NDArray> features = network.forward(manager.randomNormal(new Shape(1, 3, 32, 32)), false)
                    .features();
            meter.observe(features);
            List<FlowStage> stages = meter.result();
            // VGG-11's shapes: 8, 16, 32 32, 64 64, 64 64 channels in stages
            assertThat(stages).extracting(FlowStage::features).containsExactly(1, 1, 2, 2, 2, 8);
            float[] from = features.get(2).toFloatArray();
            float[] to = features.get(3).toFloatArray();
            double squares = 0;
            for (int i = 0; i < to.length; i++) {
                squares += Math.pow((double) to[i] - from[i], 2);
            }
            double length = Math.sqrt(squares);
            assertThat(stages.get(2).length()).isCloseTo(length, within(1e-5 * length));
            assertThat(stages.get(2).straightness()).isCloseTo(1, within(1e-6));
            assertThat(stages.get(0).straightness()).isNaN();
            List<FlowStage> deeper = flow("vgg16@0.125");
            assertThat(deeper).extracting(FlowStage::features).containsExactly(2, 2, 3, 3, 3, 13);
            double chords = 0;
            double lengths = 0;
            for (FlowStage s : deeper.subList(2, 5)) {
                chords += s.chord();
                lengths += s.length();
            }
            assertThat(deeper.get(5).straightness()).isEqualTo(chords / lengths);
            assertThat(stages.get(5).straightness())
                    .as("no stage of three features, so nothing that could bend")
                    .isNaN();
        }
    }

    @Test
    void everyLayerIsMeasuredAndCounted() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            SparsityReport report = SparsityReport.of(network);
            assertThat(report.layers()).hasSize(20);
            assertThat(report.weights())
                    .isEqualTo(report.layers().stream()
                            .mapToLong(LayerSparsity::weights)
                            .sum());
            assertThat(report.nearZero()).hasSameSizeAs(Threshold.USUAL);
            LayerSparsity last = report.layers().get(19);
            assertThat(last.type()).isEqualTo("Linear");
            assertThat(last.foldedNorms()).isEmpty();
            LayerSparsity first = report.layers().get(0);
            assertThat(first.filterNorms()).hasSize(4);
            // γ = 1 and variance = 1 at the start
            assertThat(first.foldedNorms().get(0)).isCloseTo(first.filterNorms().get(0), within(1e-4f));
            assertThat(first.fullRank()).isEqualTo(4);
            assertThat(first.effectiveRank()).isBetween(1.0, 4.0);
            assertThat(report.activations()).isEmpty();
        }
    }

    @Test
    void zerosAreFoundWhereTheyArePut() {
        try (Network network = Network.create(onePixel(), 1)) {
            set(network, "conv1.weight", 1, 1);
            set(network, "conv2.weight", 0, 0, 1, 1);
            set(network, "conv3.weight", 0, 1, 0, 1);
            set(network, "linear.weight", 1, 1, 1, 1);
            SparsityReport report = SparsityReport.of(network, List.of(Threshold.absolute(0)));
            assertThat(report.layers().get(1).nearZero())
                    .containsExactly(new NearZero("≤0", 0.5, 0.5, 0, 0.5, Double.NaN));
            assertThat(report.layers().get(2).nearZero())
                    .containsExactly(new NearZero("≤0", 0.5, 0, 0.5, 0.5, Double.NaN));
            // 4 of 14 weights, 1 of 8 filters, 1 of 7 input channels, 4 of 14 kernels
            assertThat(report.nearZero())
                    .containsExactly(new NearZero("≤0", 4 / 14.0, 1 / 8.0, 1 / 7.0, 4 / 14.0, Double.NaN));
        }
    }

    @Test
    void a_depthwise_layer_counts_all_its_input_channels() {
        NetworkSpec spec = NetworkSpec.builder("mobile", new FeatureShape(1, 1, 1))
                .then("conv", Convolution.of(1, 2, 1, 1, 0))
                .then("depthwise", new Convolution(2, 2, 1, 1, 0, 2, false))
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            set(network, "conv.weight", 1, 1);
            set(network, "depthwise.weight", 0, 1);
            set(network, "linear.weight", 1, 1, 1, 1);
            SparsityReport report = SparsityReport.of(network, List.of(Threshold.absolute(0)));
            assertThat(report.layers().get(1).nearZero())
                    .containsExactly(new NearZero("≤0", 0.5, 0.5, 0.5, 0.5, Double.NaN));
            // 1 of 8 weights, 1 of 6 filters, 1 of 1 + 2 + 2 input channels, 1 of 8 kernels
            assertThat(report.nearZero())
                    .containsExactly(new NearZero("≤0", 1 / 8.0, 1 / 6.0, 1 / 5.0, 1 / 8.0, Double.NaN));
        }
    }

    @Test
    void aSmallBatchNormScaleMakesAFilterCountAsZero() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            set(network, "bn1.weight", 0, 1, 1, 1);
            NearZero zero = SparsityReport.of(network, List.of(Threshold.absolute(1e-6)))
                    .layers()
                    .get(0)
                    .nearZero()
                    .get(0);
            assertThat(zero.filters()).isZero();
            assertThat(zero.folded()).isEqualTo(0.25);
        }
    }

    @Test
    void measuringLeavesTheNetworkAsItWas() {
        byte[] noise = new byte[20 * 3 * 32 * 32];
        new Random(1).nextBytes(noise);
        Images images = Images.of("noise", noise, 3, 32, 32, new int[20], List.of("a"));
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1);
                Batches batches = Batches.of(images, Normalization.of(images))) {
            int arrays = network.manager().getManagedArrays().size();
            float[] before = network.array("bn1.running_mean").toFloatArray();
            SparsityReport report = SparsityReport.of(network, batches);
            assertThat(report.images()).isEqualTo(20);
            assertThat(report.activations()).hasSize(19);
            assertThat(report.flow()).hasSize(4);
            assertThat(network.array("bn1.running_mean").toFloatArray()).containsExactly(before);
            assertThat(network.manager().getManagedArrays()).hasSize(arrays);
            assertThat(Arrays.asList(report.toString().split("\n")))
                    .anyMatch(l -> l.startsWith("layer3.2.conv2"))
                    .anyMatch(l -> l.startsWith("relu …") || l.contains("layer1.2.relu2"))
                    .noneMatch(l -> l.contains("NaN"));
        }
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        try (Network network = Network.create(Architectures.named("resnet20@0.25"), 1)) {
            assertThatThrownBy(() -> SparsityReport.of(network, pixels(1)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("3×32×32");
        }
    }

    @Test
    void aGateIsNoActivation() {
        NetworkSpec spec = NetworkSpec.builder("gated", new FeatureShape(1, 1, 1))
                .then("conv", Convolution.of(1, 2, 1, 1, 0))
                .activation("hard", ActivationFunction.HARD_SWISH)
                .then("excite", Convolution.of(2, 2, 1, 1, 0))
                .activation("gate", ActivationFunction.HARD_SIGMOID)
                .product("weighed", "hard", "gate")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            set(network, "conv.weight", 1, -4);
            set(network, "excite.weight", 0, 0, 0, 0);
            assertThat(SparsityReport.of(network, pixels(0, 1, 2)).activations())
                    .singleElement()
                    .satisfies(a -> {
                        assertThat(a.layer()).isEqualTo("hard");
                        assertThat(a.zerosByChannel()).containsExactly(1 - 2 / 3.0, 1.0);
                    });
        }
    }

    @Test
    void behindAClipBelowZeroANegativeValueIsNoZero() {
        NetworkSpec spec = NetworkSpec.builder("clipped", new FeatureShape(1, 1, 1))
                .then("conv", Convolution.of(1, 2, 1, 1, 0))
                .then("clip", new Clip(-1, 1))
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            set(network, "conv.weight", 1, -1);
            ActivationSparsity clipped =
                    SparsityReport.of(network, pixels(0, 1, 2)).activations().get(0);
            assertThat(clipped.zerosByChannel()).allSatisfy(z -> assertThat(z).isCloseTo(1 / 3.0, within(1e-12)));
            assertThat(clipped.dead()).isZero();
        }
    }

    @Test
    void zerosAreCountedOverTheWholeMapOfEveryImage() {
        NetworkSpec spec = NetworkSpec.builder("pair", new FeatureShape(1, 1, 2))
                .then("conv", Convolution.of(1, 2, 1, 1, 0))
                .relu("relu")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
        Images images = Images.of("pairs", new byte[] {0, 1, 2, 0, 0, 3}, 1, 1, 2, new int[3], List.of("a", "b"));
        try (Network network = Network.create(spec, 1);
                Batches batches = Batches.of(images, new Normalization(List.of(0.0), List.of(1 / 255.0)))
                        .batchSize(2)) {
            set(network, "conv.weight", 1, -1);
            ActivationSparsity relu =
                    SparsityReport.of(network, batches).activations().get(0);
            assertThat(relu.zerosByChannel()).containsExactly(0.5, 1.0);
            assertThat(relu.zeros()).isEqualTo(0.75);
            assertThat(relu.dead()).isEqualTo(1);
        }
    }
}
