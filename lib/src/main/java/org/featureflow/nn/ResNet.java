package org.featureflow.nn;

import java.util.List;
import java.util.Map;
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
        for (int stage = 0; stage < 3; stage++) {
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String name = "layer" + (stage + 1) + "." + block;
                String start = b.latest();
                int in = b.shape().channels();
                basicBranch(b, name, channels[stage], stride);
                String branch = b.latest();
                String shortcut = start;
                if (stride != 1 || in != channels[stage]) {
                    if (projection) {
                        project(b, name, start, channels[stage], stride);
                    } else {
                        b.add(name + ".shortcut", PadShortcut.centred(in, channels[stage], stride), start);
                    }
                    shortcut = b.latest();
                }
                b.sum(name + ".add", branch, shortcut).relu(name + ".relu2").tap();
            }
        }
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
        boolean bottleneck = depth >= 50;
        NetworkBuilder b = NetworkSpec.builder("resnet" + depth, input);
        boolean large = Math.min(input.height(), input.width()) >= LARGE_IMAGE;
        b.convolution("conv1", Widths.scaled(64, width), large ? 7 : 3, large ? 2 : 1)
                .batchNorm("bn1")
                .relu("relu");
        if (large) {
            b.then("maxpool", new MaxPool(3, 2, 1));
        }
        b.tap();
        for (int stage = 0; stage < 4; stage++) {
            int channels = Widths.scaled(64 << stage, width);
            int out = bottleneck ? 4 * channels : channels;
            for (int block = 0; block < blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String name = "layer" + (stage + 1) + "." + block;
                String start = b.latest();
                int in = b.shape().channels();
                if (bottleneck) {
                    bottleneckBranch(b, name, channels, out, stride);
                } else {
                    basicBranch(b, name, channels, stride);
                }
                String branch = b.latest();
                String shortcut = start;
                if (stride != 1 || in != out) {
                    project(b, name, start, out, stride);
                    shortcut = b.latest();
                }
                b.sum(name + ".add", branch, shortcut)
                        .relu(name + (bottleneck ? ".relu3" : ".relu2"))
                        .tap();
            }
        }
        return b.globalAveragePool("avgpool")
                .flatten("flatten")
                .linear("fc", classes)
                .build();
    }

    private static void project(NetworkBuilder b, String name, String start, int channels, int stride) {
        b.from(start).convolution(name + ".downsample.0", channels, 1, stride).batchNorm(name + ".downsample.1");
    }

    private static void basicBranch(NetworkBuilder b, String name, int channels, int stride) {
        b.convolution(name + ".conv1", channels, 3, stride)
                .batchNorm(name + ".bn1")
                .relu(name + ".relu1");
        b.convolution(name + ".conv2", channels, 3, 1).batchNorm(name + ".bn2");
    }

    private static void bottleneckBranch(NetworkBuilder b, String name, int channels, int out, int stride) {
        b.convolution(name + ".conv1", channels, 1, 1).batchNorm(name + ".bn1").relu(name + ".relu1");
        b.convolution(name + ".conv2", channels, 3, stride)
                .batchNorm(name + ".bn2")
                .relu(name + ".relu2");
        b.convolution(name + ".conv3", out, 1, 1).batchNorm(name + ".bn3");
    }
}
