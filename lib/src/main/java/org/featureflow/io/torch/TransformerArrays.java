package org.featureflow.io.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.featureflow.io.StoredTensor;

/**
 * A vision transformer's arrays as torchvision's state dictionary has them, and as its spec does. Names, axes ({@link TokenLayout}) and the
 * packing of queries, keys and values differ. Other networks' arrays have other names and stay as they are.
 */
final class TransformerArrays {
    private static final Pattern LINEAR = Pattern.compile("encoder\\.layers\\.encoder_layer_\\d+\\."
            + "(self_attention\\.(query|key|value|out_proj)|mlp\\.[03])\\.weight");
    private static final String TOKEN = "class_token";
    static final String POSITIONS = "encoder.pos_embedding";
    /** A node's array has a name of its own, where PyTorch's is called like the node. */
    private static final String WEIGHT = ".weight";

    private TransformerArrays() {}

    /** The arrays of a state dictionary under torchvision's names, as a spec has them. */
    static Map<String, StoredTensor> fromState(Map<String, StoredTensor> state) {
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        PackedAttention.split(state).forEach((key, tensor) -> {
            String name = isEmbedding(key) ? key + WEIGHT : key;
            arrays.put(name, layout(name).toMap(tensor));
        });
        return arrays;
    }

    /** The arrays of a spec, as torchvision's state dictionary has them. */
    static Map<String, StoredTensor> toState(Map<String, StoredTensor> arrays) {
        Map<String, StoredTensor> state = new LinkedHashMap<>();
        arrays.forEach((name, tensor) -> {
            String module = name.substring(0, name.lastIndexOf('.'));
            String key = isEmbedding(module) ? module : name;
            state.put(key, layout(name).toTokens(tensor));
        });
        return PackedAttention.joined(state);
    }

    /** Whether the module is the class token or the position embedding, neither of which PyTorch has as a module. */
    static boolean isEmbedding(String module) {
        return module.equals(TOKEN) || module.equals(POSITIONS);
    }

    private static TokenLayout layout(String name) {
        return switch (name) {
            case TOKEN + WEIGHT -> TokenLayout.TOKEN;
            case POSITIONS + WEIGHT -> TokenLayout.POSITIONS;
            default -> LINEAR.matcher(name).matches() ? TokenLayout.LINEAR : TokenLayout.SAME;
        };
    }
}
