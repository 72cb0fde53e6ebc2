package org.featureflow.io.torch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.StoredTensor;

/**
 * The names that public programs give to the arrays of a vision transformer, brought to those of torchvision's {@code VisionTransformer}:
 * timm's, which are DeiT's too, and those of torchvision's first releases of it.
 */
final class TransformerNames {
    private static final String BLOCK = "^blocks\\.(\\d+)\\.";
    private static final String LAYER = "encoder.layers.encoder_layer_$1.";
    private static final String FIRST_LAYER = "encoder.layers.encoder_layer_0.";
    private static final String FIRST_BLOCK = "blocks.0.attn.qkv.";

    private static final List<NameRule> RULES = List.of(
            NameRule.of("^cls_token$", "class_token"),
            NameRule.of("^pos_embed$", "encoder.pos_embedding"),
            NameRule.of("^patch_embed\\.proj\\.", "conv_proj."),
            NameRule.of(BLOCK + "norm([12])\\.", LAYER + "ln_$2."),
            NameRule.of(BLOCK + "attn\\.qkv\\.", LAYER + "self_attention.in_proj_"),
            NameRule.of(BLOCK + "attn\\.proj\\.", LAYER + "self_attention.out_proj."),
            NameRule.of(BLOCK + "mlp\\.fc1\\.", LAYER + "mlp.0."),
            NameRule.of(BLOCK + "mlp\\.fc2\\.", LAYER + "mlp.3."),
            NameRule.of("^norm\\.", "encoder.ln."),
            NameRule.of("^head\\.", "heads.head."),
            NameRule.of("\\.mlp\\.linear_1\\.", ".mlp.0."),
            NameRule.of("\\.mlp\\.linear_2\\.", ".mlp.3."));

    private TransformerNames() {}

    /**
     * The arrays of a vision transformer under torchvision's names; those of any other network as they are.
     *
     * @throws org.featureflow.FeatureFlowException if it is a vision transformer of another make
     */
    static Map<String, StoredTensor> canonical(Map<String, StoredTensor> tensors) {
        int prefix = ModuleNames.commonPrefix(tensors.keySet()).length();
        Map<String, StoredTensor> bare = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> bare.put(name.substring(prefix), tensor));
        if (!areATransformers(bare.keySet())) {
            return tensors;
        }
        TransformerVariants.requireNone(bare.keySet());
        Map<String, StoredTensor> renamed = new LinkedHashMap<>();
        bare.forEach((name, tensor) -> renamed.put(NameRule.apply(RULES, name), tensor));
        return renamed;
    }

    private static boolean areATransformers(Collection<String> names) {
        return names.stream().anyMatch(n -> n.startsWith(FIRST_LAYER) || n.startsWith(FIRST_BLOCK));
    }
}
