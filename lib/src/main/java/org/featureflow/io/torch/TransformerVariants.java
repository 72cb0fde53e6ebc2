package org.featureflow.io.torch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;

/** What some vision transformers have beside the parts of the first one, told from the names of its arrays. */
final class TransformerVariants {
    private static final Map<Pattern, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put(Pattern.compile("dist_token|head_dist\\..*"), "a distillation token");
        PARTS.put(Pattern.compile("reg_token|register_tokens"), "register tokens");
        PARTS.put(Pattern.compile("fc_norm\\..*"), "a head on the mean of its tokens");
        PARTS.put(Pattern.compile("(heads\\.)?pre_logits\\..*"), "two layers in its head");
        PARTS.put(Pattern.compile("blocks\\.\\d+\\.(ls[12]\\.gamma|gamma_?[12])"), "layer scale");
        PARTS.put(Pattern.compile("blocks\\.\\d+\\.attn\\.[qk]_norm\\..*"), "norms of queries and keys");
    }

    private TransformerVariants() {}

    /**
     * Checks that there is no such part.
     *
     * @throws FeatureFlowException if there is one, with its name
     */
    static void requireNone(Collection<String> names) {
        for (String name : names) {
            PARTS.forEach((pattern, part) -> {
                if (pattern.matcher(name).matches()) {
                    throw new FeatureFlowException(
                            "The vision transformer in the file has " + part + " (“" + name
                                    + "”), which is not read from a state dictionary; export the model to ONNX and import that.");
                }
            });
        }
    }
}
