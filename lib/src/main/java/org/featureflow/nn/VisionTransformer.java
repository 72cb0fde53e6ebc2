package org.featureflow.nn;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;

/**
 * Vision transformers (Dosovitskiy et al. 2021) with a class token and layer norms before attention and perceptron. Attention and
 * perceptron each add to a stream of one shape, so the feature flow runs through the whole network without a gap; the tokens and every sum are tapped.
 * Tokens are the positions of a map of one column, and linear layers on tokens 1×1 convolutions; nodes are named as torchvision's modules.
 */
public final class VisionTransformer {
    /** Size → channels of a token; a head has 64 of them. */
    private static final Map<String, Integer> CHANNELS = Map.of("tiny", 192, "small", 384, "base", 768);

    private static final int HEAD_WIDTH = 64;
    private static final int BLOCKS = 12;
    /** Hidden units of a block's perceptron for every channel. */
    private static final int EXPANSION = 4;

    private VisionTransformer() {}

    /**
     * What one block may have for itself.
     *
     * @param heads heads of its attention
     * @param hidden hidden units of its perceptron
     */
    public record Block(int heads, int hidden) {}

    /**
     * A vision transformer of twelve blocks. Images of up to 32 pixels are cut into patches of 4×4, of up to 64 of 8×8, larger ones of 16×16.
     *
     * @param size {@code tiny} (192 channels, 3 heads) and {@code small} (384, 6) of Touvron et al. 2021, or {@code base} (768, 12)
     * @param width factor on the channels of every head; 1 is the published network
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec, named {@code vit-tiny} and so on
     * @throws FeatureFlowException if the size is none of the three or the image's sides are no multiples of the patch's
     */
    public static NetworkSpec of(String size, double width, FeatureShape input, int classes) {
        Integer published = CHANNELS.get(size);
        if (published == null) {
            throw new FeatureFlowException(
                    "There is no vision transformer “" + size + "”; choose vit-tiny, vit-small or vit-base.");
        }
        return of("vit-" + size, BLOCKS, published / HEAD_WIDTH, Widths.scaled(HEAD_WIDTH, width), input, classes);
    }

    /**
     * A vision transformer of any size.
     *
     * @param name what to call it
     * @param blocks number of blocks
     * @param heads heads of every block's attention
     * @param width channels of a head; a token has as many as all heads together
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec
     * @throws FeatureFlowException if a number is below 1 or the image's sides are no multiples of the patch's
     */
    public static NetworkSpec of(String name, int blocks, int heads, int width, FeatureShape input, int classes) {
        if (blocks < 1) {
            throw new FeatureFlowException("A vision transformer of " + blocks + " blocks is not possible.");
        }
        int longest = Math.max(input.height(), input.width());
        int patch = longest <= 32 ? 4 : longest <= 64 ? 8 : 16;
        int channels = heads * width;
        Block block = new Block(heads, EXPANSION * channels);
        return of(name, patch, channels, width, Collections.nCopies(blocks, block), input, classes);
    }

    /**
     * A vision transformer whose blocks may differ, as those of a pruned one do.
     *
     * @param name what to call it
     * @param patch side of a patch in pixels
     * @param channels channels of a token
     * @param width channels of a head
     * @param blocks the blocks in order
     * @param input shape of an image
     * @param classes number of classes
     * @return the spec
     * @throws FeatureFlowException if a number is below 1 or the image's sides are no multiples of the patch's
     */
    public static NetworkSpec of(
            String name, int patch, int channels, int width, List<Block> blocks, FeatureShape input, int classes) {
        if (patch < 1 || input.height() % patch != 0 || input.width() % patch != 0) {
            throw new FeatureFlowException("A vision transformer cuts images into patches of " + patch + "×" + patch
                    + ", which those of " + input.height() + "×" + input.width() + " are no multiple of.");
        }
        NetworkBuilder b = NetworkSpec.builder(name, input)
                .then("conv_proj", new Convolution(input.channels(), channels, patch, patch, 0, 1, true))
                .then("class_token", new ClassToken(channels));
        b.then(
                        "encoder.pos_embedding",
                        new PositionEmbedding(channels, b.shape().height()))
                .tap();
        for (int i = 0; i < blocks.size(); i++) {
            block(b, "encoder.layers.encoder_layer_" + i + ".", blocks.get(i), width);
        }
        return b.layerNorm("encoder.ln")
                .then("first", new FirstPosition())
                .flatten("flatten")
                .linear("heads.head", classes)
                .build();
    }

    private static void block(NetworkBuilder b, String name, Block block, int width) {
        String stream = b.latest();
        int channels = b.shape().channels();
        int inner = block.heads() * width;
        String normed = name + "ln_1";
        String attention = name + "self_attention";
        b.layerNorm(normed);
        for (String part : new String[] {".query", ".key", ".value"}) {
            b.from(normed).then(attention + part, pointwise(channels, inner));
        }
        b.add(
                        attention,
                        new Attention(block.heads(), width),
                        attention + ".query",
                        attention + ".key",
                        attention + ".value")
                .then(attention + ".out_proj", pointwise(inner, channels))
                .sum(name + "add_1", stream, b.latest())
                .tap();
        String middle = b.latest();
        b.layerNorm(name + "ln_2")
                .then(name + "mlp.0", pointwise(channels, block.hidden()))
                .activation(name + "mlp.1", ActivationFunction.GELU)
                .then(name + "mlp.3", pointwise(block.hidden(), channels))
                .sum(name + "add_2", middle, b.latest())
                .tap();
    }

    /** A linear layer on every token. */
    private static Convolution pointwise(int in, int out) {
        return new Convolution(in, out, 1, 1, 0, 1, true);
    }
}
