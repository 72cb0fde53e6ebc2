package org.featureflow.io.torch;

import org.featureflow.FeatureFlowException;
import org.featureflow.io.torch.TorchModule.Kind;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Convolution;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Linear;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.NetworkBuilder;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.PadShortcut;

/**
 * A ResNet read off its arrays: stages and blocks from the names, widths, kernels and groups from the shapes, so pruned networks are found
 * too. Strides are not in a state dictionary; they are those of the common networks: 2 in the first block of every stage but the first (in
 * the 3×3 convolution), and a 7×7 stem has stride 2 and a max pool.
 */
final class ProposedResNet {
    private final TorchModules modules;
    private final boolean bottleneck;
    private boolean projection;
    private int groups;
    private int convolutions = 2;

    private ProposedResNet(TorchModules modules) {
        this.modules = modules;
        this.bottleneck = modules.has("layer1.0.conv3", Kind.CONVOLUTION);
    }

    static boolean fits(TorchModules modules) {
        return modules.has("conv1", Kind.CONVOLUTION) && modules.has("layer1.0.conv1", Kind.CONVOLUTION);
    }

    static NetworkSpec of(TorchModules modules, FeatureShape input) {
        return new ProposedResNet(modules).build(input);
    }

    private NetworkSpec build(FeatureShape input) {
        NetworkBuilder b = NetworkSpec.builder("resnet", input);
        boolean large = modules.required("conv1", Kind.CONVOLUTION).size(2) == 7;
        convolution(b, "conv1", large ? 2 : 1);
        norm(b, "bn1");
        b.relu("relu");
        if (large) {
            b.then("maxpool", new MaxPool(3, 2, 1));
        }
        b.tap();
        int stage = 1;
        for (; isBlock(stage, 0); stage++) {
            for (int block = 0; isBlock(stage, block); block++) {
                block(b, "layer" + stage + "." + block, stage > 1 && block == 0 ? 2 : 1);
            }
        }
        boolean padded = stage == 4 && !projection;
        TorchModule head = modules.required(TorchModules.HEAD + 0, Kind.LINEAR);
        b.globalAveragePool("avgpool").flatten("flatten");
        b.then(padded ? "linear" : "fc", new Linear(b.shape().channels(), head.size(0), head.hasBias()));
        String name = "resnet" + convolutions + (stage == 4 && projection ? "b" : "");
        return b.build().named(name);
    }

    private boolean isBlock(int stage, int block) {
        return modules.has("layer" + stage + "." + block + ".conv1", Kind.CONVOLUTION);
    }

    private void block(NetworkBuilder b, String name, int stride) {
        String start = b.latest();
        int in = b.shape().channels();
        int last = bottleneck ? 3 : 2;
        for (int i = 1; i <= last; i++) {
            int groups = convolution(b, name + ".conv" + i, i == last - 1 ? stride : 1);
            if (bottleneck && i == last - 1) {
                requireSameGroups(name, groups);
            }
            norm(b, name + ".bn" + i);
            if (i < last) {
                b.relu(name + ".relu" + i);
            }
            convolutions++;
        }
        String branch = b.latest();
        int out = b.shape().channels();
        if (modules.has(name + ".downsample.0", Kind.CONVOLUTION)) {
            projection = true;
            b.from(start);
            convolution(b, name + ".downsample.0", stride);
            norm(b, name + ".downsample.1");
        } else if (stride != 1 || in != out) {
            if (out < in) {
                throw new FeatureFlowException("The architecture cannot be told from the file: block “" + name
                        + "” makes " + out + " channels of " + in
                        + " and has no projection; bring the pruned network as ONNX.");
            }
            b.add(name + ".shortcut", PadShortcut.centred(in, out, stride), start);
        } else {
            b.from(start);
        }
        b.sum(name + ".add", branch, b.latest()).relu(name + ".relu" + last).tap();
    }

    /** Returns the number of groups. */
    private int convolution(NetworkBuilder b, String name, int stride) {
        TorchModule m = modules.required(name, Kind.CONVOLUTION);
        Convolution layer = Proposals.convolution(m, b.shape().channels(), stride);
        b.then(name, layer);
        return layer.groups();
    }

    /** A ResNeXt has one number of groups; a RegNet, whose strides are others, has the same names and more groups in later stages. */
    private void requireSameGroups(String block, int number) {
        if (groups != 0 && groups != number) {
            throw new FeatureFlowException(
                    "The architecture cannot be told from the file: block “" + block + "” has "
                            + number + " groups and those before it " + groups
                            + ", so it is no ResNeXt, and the strides of others are not in the file; export the model to ONNX and import that.");
        }
        groups = number;
    }

    private void norm(NetworkBuilder b, String name) {
        modules.required(name, Kind.NORM);
        b.then(name, BatchNorm.of(b.shape().channels()));
    }
}
