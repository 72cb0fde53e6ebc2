package org.featureflow.io.torch;

import java.util.Map;
import org.featureflow.io.StoredTensor;

/**
 * The arrays of one PyTorch module.
 *
 * @param original the module's name in the file
 * @param path the same without what wrappers put in front of every name
 * @param arrays by their names in the module: {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}
 */
record TorchModule(String original, String path, Map<String, StoredTensor> arrays) {
    enum Kind {
        CONVOLUTION,
        LINEAR,
        NORM,
        OTHER
    }

    Kind kind() {
        if (arrays.containsKey("running_mean")) {
            return Kind.NORM;
        }
        // That of positions has two axes, as a linear layer's weight.
        if (TransformerArrays.isEmbedding(path)) {
            return Kind.OTHER;
        }
        StoredTensor weight = arrays.get("weight");
        int axes = weight == null ? 0 : weight.shape().length;
        return axes == 4 ? Kind.CONVOLUTION : axes == 2 ? Kind.LINEAR : Kind.OTHER;
    }

    boolean is(Kind wanted) {
        return kind() == wanted;
    }

    boolean hasBias() {
        return arrays.containsKey("bias");
    }

    /** The size of an axis of the weight: 0 output channels, 1 input channels of a group, 2 kernel rows. */
    int size(int axis) {
        return Math.toIntExact(arrays.get("weight").shape()[axis]);
    }
}
