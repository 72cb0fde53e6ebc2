package org.featureflow.io.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/**
 * One operator of a graph.
 *
 * @param name its name, may be empty
 * @param operator such as {@code Conv}
 * @param domain empty for ONNX's own operators
 * @param inputs names of values; an empty name stands for one left out
 * @param outputs names of the values it makes
 * @param attributes a {@code Long}, {@code Float}, {@code String}, {@code StoredTensor}, or a list of the first two
 */
record OnnxNode(
        String name,
        String operator,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {

    OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty();
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long otherwise) throws MalformedFileException {
        return get(attribute, Long.class, otherwise);
    }

    float real(String attribute, float otherwise) throws MalformedFileException {
        return get(attribute, Float.class, otherwise);
    }

    String text(String attribute, String otherwise) throws MalformedFileException {
        return get(attribute, String.class, otherwise);
    }

    StoredTensor tensor(String attribute) throws MalformedFileException {
        return get(attribute, StoredTensor.class, null);
    }

    /** A list of whole numbers; empty if there is no such attribute. */
    List<Long> integers(String attribute) throws MalformedFileException {
        List<?> list = get(attribute, List.class, List.of());
        if (!list.stream().allMatch(Long.class::isInstance)) {
            throw refused("has an attribute “" + attribute + "” of the wrong type");
        }
        return list.stream().map(Long.class::cast).toList();
    }

    private <T> T get(String attribute, Class<T> type, T otherwise) throws MalformedFileException {
        Object value = attributes.get(attribute);
        if (value == null) {
            return otherwise;
        }
        if (!type.isInstance(value)) {
            throw refused("has an attribute “" + attribute + "” of the wrong type");
        }
        return type.cast(value);
    }

    /** A message that names this node. */
    MalformedFileException refused(String what) {
        return new MalformedFileException(label() + " " + what);
    }

    MalformedFileException refused(String what, String advice) {
        return new MalformedFileException(label() + " " + what, advice);
    }

    private String label() {
        String shown = name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
        String cut = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
        return "its " + (operator.length() > 40 ? operator.substring(0, 40) : operator) + " node “" + cut + "”";
    }
}
