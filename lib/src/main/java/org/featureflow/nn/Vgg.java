package org.featureflow.nn;

import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/**
 * VGG with batch norm and one linear layer (Simonyan and Zisserman 2015, as used on CIFAR): 3×3 convolutions with bias, each followed by
 * batch norm and a rectifier, and five 2×2 max pools. Every rectifier is tapped. Parameter names are torchvision's ({@code features.0.weight}).
 */
public final class Vgg {
    private static final int POOL = 0;
    private static final Map<Integer, List<Integer>> CHANNELS = Map.of(
            11, List.of(64, POOL, 128, POOL, 256, 256, POOL, 512, 512, POOL, 512, 512, POOL),
            13, List.of(64, 64, POOL, 128, 128, POOL, 256, 256, POOL, 512, 512, POOL, 512, 512, POOL),
            16, List.of(64, 64, POOL, 128, 128, POOL, 256, 256, 256, POOL, 512, 512, 512, POOL, 512, 512, 512, POOL),
            19,
                    List.of(
                            64, 64, POOL, 128, 128, POOL, 256, 256, 256, 256, POOL, 512, 512, 512, 512, POOL, 512, 512,
                            512, 512, POOL));

    private Vgg() {}

    /**
     * A VGG of a standard depth.
     *
     * @param depth 11, 13, 16 or 19
     * @param width factor on every layer's channels, more than 0; 1 is the published network
     * @param input shape of an image; height and width at least 32
     * @param classes number of classes
     * @return the spec, named {@code vgg16} and so on
     * @throws FeatureFlowException if the depth is not one of the four or the image is too small
     */
    public static NetworkSpec of(int depth, double width, FeatureShape input, int classes) {
        List<Integer> plan = CHANNELS.get(depth);
        if (plan == null) {
            throw new FeatureFlowException("There is no VGG-" + depth + "; choose vgg11, vgg13, vgg16 or vgg19.");
        }
        NetworkBuilder b = NetworkSpec.builder("vgg" + depth, input);
        int index = 0;
        for (int channels : plan) {
            if (channels == POOL) {
                b.maxPool("features." + index++, 2);
                continue;
            }
            int out = Widths.scaled(channels, width);
            b.then("features." + index++, new Convolution(b.shape().channels(), out, 3, 1, 1, 1, true));
            b.batchNorm("features." + index++);
            b.relu("features." + index++).tap();
        }
        return b.flatten("flatten").linear("classifier", classes).build();
    }
}
