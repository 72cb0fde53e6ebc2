package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class FlowProbeTest {
    private static final Normalization BYTES = new Normalization(List.of(0.0), List.of(1 / 255.0));

    private static Images pixels(int... brightness) {
        byte[] bytes = new byte[brightness.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) brightness[i];
        }
        return Images.of("pixels", bytes, 1, 1, 1, new int[bytes.length], List.of("a", "b"));
    }

    /** x → 3x, so an image's flow is 2x long. */
    private static Network tripling() {
        Network network = Network.create(
                NetworkSpec.builder("pixel", new FeatureShape(1, 1, 1))
                        .convolution("conv1", 1, 1, 1)
                        .relu("relu1")
                        .tap()
                        .convolution("conv2", 1, 1, 1)
                        .relu("relu2")
                        .tap()
                        .flatten("flatten")
                        .linear("linear", 2)
                        .build(),
                1);
        try (GradMode off = GradMode.off()) {
            network.array("conv1.weight").set(FloatBuffer.wrap(new float[] {1}));
            network.array("conv2.weight").set(FloatBuffer.wrap(new float[] {3}));
        }
        return network;
    }

    @Test
    void everyEpochTellsTheMeanLengthOverImagesWhateverTheirBatches() {
        // More than one batch of evaluation: 250 dark images and a bright one.
        int[] brightness = new int[251];
        Arrays.fill(brightness, 1);
        brightness[250] = 101;
        List<Double> lengths = new ArrayList<>();
        try (Network network = tripling()) {
            FlowProbe probe = new FlowProbe(network, pixels(brightness), BYTES, lengths::add);
            int arrays = network.manager().getManagedArrays().size();
            EpochMetrics epoch = new EpochMetrics(1, 10, 0.1, 2, 0, Map.of(), 0.5, null, 1, 10);
            probe.onEpoch(epoch);
            assertThat(lengths).hasSize(1);
            assertThat(lengths.get(0)).isCloseTo(2 * (250 + 101) / 251.0, within(1e-5));
            try (GradMode off = GradMode.off()) {
                network.array("conv2.weight").set(FloatBuffer.wrap(new float[] {2}));
            }
            probe.onEpoch(epoch);
            assertThat(lengths).hasSize(2);
            assertThat(lengths.get(1)).as("of the network as it is now").isCloseTo(351 / 251.0, within(1e-5));
            assertThat(network.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        Images wide = Images.of("wide", new byte[2], 1, 1, 2, new int[1], List.of("a", "b"));
        try (Network network = tripling()) {
            assertThatThrownBy(() -> new FlowProbe(network, wide, BYTES, length -> {}))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("wide has images of 1×1×2");
        }
    }

    @Test
    void aNetworkWithoutTapsIsRefusedBeforeItIsTrained() {
        NetworkSpec tapped = Architectures.named("resnet20@0.25", new FeatureShape(1, 16, 16), 2);
        NetworkSpec untapped = new NetworkSpec("untapped", tapped.input(), tapped.classes(), tapped.nodes(), List.of());
        Images images = Images.of("grey", new byte[256], 1, 16, 16, new int[1], List.of("a", "b"));
        try (Network network = Network.create(untapped, 1)) {
            assertThatThrownBy(() -> new FlowProbe(network, images, BYTES, length -> {}))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("Network untapped has no taps");
        }
    }

    @Test
    void withoutImagesThereIsNothingToMeasure() {
        try (Network network = tripling()) {
            assertThatThrownBy(() -> new FlowProbe(network, pixels(), BYTES, length -> {}))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("no images in pixels");
        }
    }
}
