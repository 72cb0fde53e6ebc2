package org.featureflow.nn;

import java.util.List;

/**
 * What stands between the stem and the head of a ResNet: stages of residual blocks, each block's output tapped.
 *
 * @param bottleneck whether a block has three convolutions, of which the last makes four times as many channels, or two
 * @param projection whether a shortcut over a change of shape is a convolution or padded with zeros
 */
record ResidualStages(boolean bottleneck, boolean projection) {
    /**
     * Adds all blocks. The first of every stage but the first halves the map.
     *
     * @param b gets them after its latest output
     * @param channels of every stage's blocks; of their first two convolutions where they are bottlenecks
     * @param blocks how many of them every stage has
     */
    void addTo(NetworkBuilder b, int[] channels, List<Integer> blocks) {
        for (int stage = 0; stage < channels.length; stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                addBlock(b, "layer" + (stage + 1) + "." + block, channels[stage], stride);
            }
        }
    }

    private void addBlock(NetworkBuilder b, String name, int channels, int stride) {
        String start = b.latest();
        int in = b.shape().channels();
        int out = bottleneck ? 4 * channels : channels;
        if (bottleneck) {
            bottleneckBranch(b, name, channels, out, stride);
        } else {
            basicBranch(b, name, channels, stride);
        }
        String branch = b.latest();
        String shortcut = start;
        if (stride != 1 || in != out) {
            if (projection) {
                project(b, name, start, out, stride);
            } else {
                b.add(name + ".shortcut", PadShortcut.centred(in, out, stride), start);
            }
            shortcut = b.latest();
        }
        b.sum(name + ".add", branch, shortcut)
                .relu(name + (bottleneck ? ".relu3" : ".relu2"))
                .tap();
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
