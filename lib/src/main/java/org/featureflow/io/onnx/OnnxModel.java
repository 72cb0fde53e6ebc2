package org.featureflow.io.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.StoredTensor;

/**
 * An ONNX model: the part of its schema that describes one graph without subgraphs.
 *
 * @param opset version of the default operator set
 * @param producer the program that wrote it, and its version
 * @param metadata strings about the model
 * @param name the graph's name
 * @param inputs what the graph takes; may list constants too
 * @param outputs what it makes
 * @param constants its initialisers, by name
 * @param nodes in order of computation
 */
record OnnxModel(
        long opset,
        String producer,
        Map<String, String> metadata,
        String name,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs,
        Map<String, StoredTensor> constants,
        List<OnnxNode> nodes) {

    OnnxModel {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        nodes = List.copyOf(nodes);
    }
}
