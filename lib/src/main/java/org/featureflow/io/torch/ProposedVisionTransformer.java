package org.featureflow.io.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ImageSize;
import org.featureflow.io.torch.TorchModule.Kind;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.VisionTransformer;

/**
 * A vision transformer read off its arrays, pruned or not: its blocks from the names, channels, hidden units, patches and positions from the
 * shapes. How many heads share the channels is not in a state dictionary; it is taken to be as in the published ones, from ViT-Ti to ViT-G:
 * 64 channels a head, and 16 heads where those would be more.
 */
final class ProposedVisionTransformer {
    private static final String POSITIONS = TransformerArrays.POSITIONS;
    private static final String PATCHES = "conv_proj";
    private static final String LAYER = "encoder.layers.encoder_layer_";
    private static final int HEAD_WIDTH = 64;
    private static final int MOST_HEADS = 16;
    private static final Map<Integer, String> NAMES =
            Map.of(192, "vit-tiny", 384, "vit-small", 768, "vit-base", 1024, "vit-large", 1280, "vit-huge");

    private ProposedVisionTransformer() {}

    static boolean fits(TorchModules modules) {
        TorchModule positions = modules.get(POSITIONS);
        return modules.has(PATCHES, Kind.CONVOLUTION)
                && positions != null
                && positions.arrays().get("weight").shape().length == 2
                && modules.get(LAYER + 0 + ".ln_1") != null;
    }

    static NetworkSpec of(TorchModules modules, FeatureShape input) {
        TorchModule patches = modules.get(PATCHES);
        int channels = patches.size(0);
        int width = headWidth(channels);
        List<VisionTransformer.Block> blocks = new ArrayList<>();
        while (modules.get(LAYER + blocks.size() + ".ln_1") != null) {
            blocks.add(block(modules, LAYER + blocks.size(), width));
        }
        int classes = modules.required(TorchModules.HEAD + 0, Kind.LINEAR).size(0);
        String name = NAMES.getOrDefault(channels, "vit");
        NetworkSpec spec = VisionTransformer.of(name, patches.size(2), channels, width, blocks, input, classes);
        return new Matching(modules).withBiasesOfTheFile(spec);
    }

    private static VisionTransformer.Block block(TorchModules modules, String name, int width) {
        int inner = modules.required(name + ".self_attention.out_proj", Kind.CONVOLUTION)
                .size(1);
        int hidden = modules.required(name + ".mlp.0", Kind.CONVOLUTION).size(0);
        if (inner % width != 0) {
            throw untold("the attention in “" + name + "” has " + inner + " channels, which are no heads of " + width);
        }
        return new VisionTransformer.Block(inner / width, hidden);
    }

    private static int headWidth(int channels) {
        int width = Math.max(HEAD_WIDTH, channels / MOST_HEADS);
        if (channels % width != 0) {
            throw untold("a token has " + channels + " channels, which cannot be heads of " + width
                    + " as in the published networks, and the number of heads is in no array");
        }
        return width;
    }

    /**
     * The images whose patches its positions are for.
     *
     * @param size of an image; that of a square one where it is empty
     */
    static FeatureShape input(TorchModules modules, Optional<ImageSize> size) {
        TorchModule patches = modules.get(PATCHES);
        int patch = patches.size(2);
        int positions = modules.get(POSITIONS).size(1);
        int side = patch * Math.max(1, (int) Math.sqrt(positions - 1));
        ImageSize image = size.orElse(new ImageSize(side, side));
        boolean whole = patch > 0 && image.height() % patch == 0 && image.width() % patch == 0;
        if (!whole || positions != 1 + image.height() / patch * (image.width() / patch)) {
            throw new FeatureFlowException("The “" + POSITIONS + "” of the file is for " + positions
                    + " positions, which are not a class token and the patches of " + patch + "×" + patch
                    + " pixels in images of " + image
                    + "; give their size with --input, or export the model to ONNX and import that.");
        }
        return new FeatureShape(patches.size(1), image.height(), image.width());
    }

    private static FeatureFlowException untold(String why) {
        return new FeatureFlowException("The architecture cannot be told from the file: " + why
                + "; name the network with --arch, such as vit-tiny@0.5, or export the model to ONNX and import that.");
    }
}
