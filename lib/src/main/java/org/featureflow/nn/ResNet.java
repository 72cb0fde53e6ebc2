package org.featureflow.nn;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * Residual networks (He et al. 2015). The stem and every block's output are tapped.
 *
 * <ul>
 *   <li>CIFAR networks of depth 6n+2 ({@link #cifar}): three stages of 16, 32, 64 channels, parameter-free shortcuts (option A), head
 *       {@code linear}.
 *   <li>The same with projections where the shape changes (option B, {@link #cifarProjection}), head {@code fc}.
 *   <li>ResNet-18, -34 (basic blocks) and -50 (bottlenecks) ({@link #imageNet}): four stages, projection shortcuts, head {@code fc},
 *       torchvision's parameter names. Images below 128 pixels get the stem usual for them, a 3×3 convolution without pooling.
 * </ul>
 */
public final class ResNet {
    private static final Map<Integer, List<Integer>> BLOCKS =
            Map.of(18, List.of(2, 2, 2, 2), 34, List.of(3, 4, 6, 3), 50, List.of(3, 4, 6, 3));
    private static final int LARGE_IMAGE = 128;

    private ResNet() {}

    /**
     * A CIFAR ResNet with option-A shortcuts.
     *
     * @param depth 6n+2: 20, 32, 44, 56, 110, …
     * @param width factor on every layer's channels; 1 is the published network
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec, named {@code resnet20} and so on
     * @throws FeatureFlowException if the depth is not of that form
     */
    public static NetworkSpec cifar(int depth, double width, FeatureShape input, int classes) {
        return cifar("resnet" + depth, depth, width, input, classes, false);
    }

    /**
     * A CIFAR ResNet with option-B shortcuts: 1×1 convolutions with batch norm ({@code downsample}) where the shape changes.
     *
     * @param depth 6n+2: 20, 32, 44, 56, 110, …
     * @param width factor on every layer's channels; 1 is the published network
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec, named {@code resnet20b} and so on
     * @throws FeatureFlowException if the depth is not of that form
     */
    public static NetworkSpec cifarProjection(int depth, double width, FeatureShape input, int classes) {
        return cifar("resnet" + depth + "b", depth, width, input, classes, true);
    }

    private static NetworkSpec cifar(
            String title, int depth, double width, FeatureShape input, int classes, boolean projection) {
        if (depth < 8 || (depth - 2) % 6 != 0) {
            throw new FeatureFlowException(
                    "There is no CIFAR ResNet-" + depth + "; the depth is 6n+2, such as 20, 32, 44, 56 or 110.");
        }
        NetworkBuilder b = NetworkSpec.builder(title, input);
        int first = Widths.scaled(16, width);
        b.convolution("conv1", first, 3, 1).batchNorm("bn1").relu("relu").tap();
        int[] channels = {first, Widths.scaled(32, width), Widths.scaled(64, width)};
        List<Integer> blocks = Collections.nCopies(channels.length, (depth - 2) / 6);
        new ResidualStages(false, projection).addTo(b, channels, blocks);
        return b.globalAveragePool("avgpool")
                .flatten("flatten")
                .linear(projection ? "fc" : "linear", classes)
                .build();
    }

    /**
     * A ResNet with four stages and projection shortcuts.
     *
     * @param depth 18, 34 or 50
     * @param width factor on every layer's channels; 1 is the published network
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec, named {@code resnet18} and so on
     * @throws FeatureFlowException if the depth is none of the three
     */
    public static NetworkSpec imageNet(int depth, double width, FeatureShape input, int classes) {
        List<Integer> blocks = BLOCKS.get(depth);
        if (blocks == null) {
            throw new FeatureFlowException(
                    "There is no ResNet-" + depth + " with four stages; choose resnet18, resnet34 or resnet50.");
        }
        NetworkBuilder b = NetworkSpec.builder("resnet" + depth, input);
        boolean large = Math.min(input.height(), input.width()) >= LARGE_IMAGE;
        b.convolution("conv1", Widths.scaled(64, width), large ? 7 : 3, large ? 2 : 1)
                .batchNorm("bn1")
                .relu("relu");
        if (large) {
            b.then("maxpool", new MaxPool(3, 2, 1));
        }
        b.tap();
        int[] channels = IntStream.range(0, blocks.size())
                .map(stage -> Widths.scaled(64 << stage, width))
                .toArray();
        new ResidualStages(depth >= 50, true).addTo(b, channels, blocks);
        return b.globalAveragePool("avgpool")
                .flatten("flatten")
                .linear("fc", classes)
                .build();
    }
}
