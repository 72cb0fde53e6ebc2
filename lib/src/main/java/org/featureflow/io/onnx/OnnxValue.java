package org.featureflow.io.onnx;

import java.util.List;

/**
 * An input or output of a graph.
 *
 * @param name its name
 * @param shape its axes, {@link #ANY} for one that may vary
 */
record OnnxValue(String name, List<Long> shape) {
    static final long ANY = -1;

    OnnxValue {
        shape = List.copyOf(shape);
    }
}
