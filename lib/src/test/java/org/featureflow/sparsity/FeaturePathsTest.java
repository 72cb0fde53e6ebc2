package org.featureflow.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class FeaturePathsTest {
    private static final Normalization BYTES = new Normalization(List.of(0.0), List.of(1 / 255.0));

    private static void set(Network network, String name, float... values) {
        try (GradMode off = GradMode.off()) {
            network.array(name).set(FloatBuffer.wrap(values));
        }
    }

    /** x → (x, 0) → (x, 2x) → (0, 2x) → one channel 3x: steps of 2x and x with a right angle, then another shape. */
    private static Network turning() {
        Network network = Network.create(
                NetworkSpec.builder("pixel", new FeatureShape(1, 1, 2))
                        .then("conv1", Convolution.of(1, 2, 1, 1, 0))
                        .relu("relu1")
                        .tap()
                        .then("conv2", Convolution.of(2, 2, 1, 1, 0))
                        .relu("relu2")
                        .tap()
                        .then("conv3", Convolution.of(2, 2, 1, 1, 0))
                        .relu("relu3")
                        .tap()
                        .then("conv4", Convolution.of(2, 4, 1, 1, 0))
                        .relu("relu4")
                        .tap()
                        .globalAveragePool("pool")
                        .flatten("flatten")
                        .linear("linear", 2)
                        .build(),
                1);
        set(network, "conv1.weight", 1, -1);
        set(network, "conv2.weight", 1, 0, 2, 0);
        set(network, "conv3.weight", 0, 0, 0, 1);
        set(network, "conv4.weight", 0, 1, 0, 2, 0, 3, 0, 4);
        return network;
    }

    /** Maps of two pixels with the means 2 (class a), 4 and 6 (class b). */
    private static Images images() {
        return Images.of("pixels", new byte[] {2, 2, 3, 5, 6, 6}, 1, 1, 2, new int[] {0, 1, 1}, List.of("a", "b", "c"));
    }

    @Test
    void everyFeatureIsAveragedOverItsMapAndPaddedOnBothSides() {
        try (Network network = turning()) {
            FeaturePaths paths = FeaturePaths.of(network, images(), BYTES);
            assertThat(paths.ofImage(1))
                    .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : 1, Double.class)
                    .containsExactly(
                            new double[] {0, 4, 0, 0},
                            new double[] {0, 4, 8, 0},
                            new double[] {0, 0, 8, 0},
                            new double[] {8, 16, 24, 32});
            assertThat(paths.byClass()).containsOnlyKeys("a", "b");
            assertThat(paths.byClass().get("b").get(0)[1]).isCloseTo(5, within(1e-6));
            assertThat(paths.between("relu2", "relu3").ofImage(0)).hasSize(2);
            assertThatThrownBy(() -> paths.between("relu3", "relu2"))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("the taps are relu1, relu2");
        }
    }

    @Test
    void aProfileHasLengthSizeAndTurningOfEveryStepWithinAShape() {
        try (Network network = turning()) {
            List<FlowStep> steps = FlowProfile.of(network, images().subset("one", new int[] {0}), BYTES);
            assertThat(steps).extracting(FlowStep::from).containsExactly("relu1", "relu2");
            assertThat(steps).extracting(FlowStep::to).containsExactly("relu2", "relu3");
            double pixels = Math.sqrt(2);
            assertThat(steps.get(0).length()).isCloseTo(4 * pixels, within(1e-5));
            assertThat(steps.get(0).size()).isCloseTo(Math.sqrt(4 + 16) * pixels, within(1e-5));
            assertThat(steps.get(0).turning()).isNaN();
            assertThat(steps.get(1).length()).isCloseTo(2 * pixels, within(1e-5));
            assertThat(steps.get(1).relativeLength()).isCloseTo(0.5, within(1e-6));
            assertThat(steps.get(1).turning()).isCloseTo(Math.PI / 2, within(1e-5));
        }
    }

    @Test
    void aNetworkWithoutTapsHasNoPath() {
        NetworkSpec spec = NetworkSpec.builder("plain", new FeatureShape(1, 1, 2))
                .flatten("flatten")
                .linear("linear", 3)
                .build();
        try (Network network = Network.create(spec, 1)) {
            assertThatThrownBy(() -> FeaturePaths.of(network, images(), BYTES))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("no taps");
        }
    }

    @Test
    void imagesOfAnotherShapeOrNoneAreRefused() {
        Images wide = Images.of("wide", new byte[3], 1, 1, 3, new int[1], List.of("a", "b"));
        try (Network network = turning()) {
            assertThatThrownBy(() -> FeaturePaths.of(network, wide, BYTES))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("Network pixel takes images of 1×1×2, but wide has images of 1×1×3.");
            assertThatThrownBy(() -> FlowProfile.of(network, wide, BYTES))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("takes images of 1×1×2");
            assertThatThrownBy(() -> FlowProfile.of(network, images().subset("none", new int[0]), BYTES))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("no images in none");
        }
    }

    /** One more than a batch; the last, brighter one is alone in the second, and of another class. */
    private static Images aBrightOneInASecondBatch() {
        byte[] pixels = new byte[502];
        Arrays.fill(pixels, (byte) 1);
        pixels[500] = 51;
        pixels[501] = 51;
        int[] labels = new int[251];
        labels[250] = 1;
        Images images = Images.of("bright", pixels, 1, 1, 2, labels, List.of("a", "b"));
        assertThat(Batches.sizeFor(images)).isEqualTo(250);
        return images;
    }

    @Test
    void aProfileIsTheMeanOverImagesWhateverTheirBatches() {
        try (Network network = turning()) {
            List<FlowStep> steps = FlowProfile.of(network, aBrightOneInASecondBatch(), BYTES);
            // x → (x, 0) → (x, 2x) → (0, 2x) at both pixels
            double mean = Math.sqrt(2) * (250 + 51) / 251.0;
            assertThat(steps.get(0).length()).isCloseTo(2 * mean, within(1e-4));
            assertThat(steps.get(0).size()).isCloseTo(Math.sqrt(5) * mean, within(1e-4));
            assertThat(steps.get(1).length()).isCloseTo(mean, within(1e-4));
            assertThat(steps.get(1).size()).isCloseTo(2 * mean, within(1e-4));
            assertThat(steps.get(1).turning()).isCloseTo(Math.PI / 2, within(1e-4));
        }
    }

    @Test
    void imagesOfASecondBatchHavePathsOfTheirOwn() {
        try (Network network = turning()) {
            FeaturePaths paths = FeaturePaths.of(network, aBrightOneInASecondBatch(), BYTES);
            assertThat(paths.ofImage(250)).hasSize(4);
            assertThat(paths.ofImage(249).get(1)[2]).isCloseTo(2, within(1e-5));
            assertThat(paths.ofImage(250).get(1)[2]).isCloseTo(102, within(1e-4));
            assertThat(paths.byClass().get("a").get(1)[2]).isCloseTo(2, within(1e-5));
            assertThat(paths.byClass().get("b").get(1)[2]).isCloseTo(102, within(1e-4));
        }
    }
}
