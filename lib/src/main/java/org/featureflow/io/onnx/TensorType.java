package org.featureflow.io.onnx;

import java.util.Map;
import org.featureflow.io.ElementType;
import org.featureflow.io.MalformedFileException;

/** ONNX's numbers for the types of a tensor's elements. */
final class TensorType {
    static final int FLOAT = 1;

    private static final Map<Integer, ElementType> TYPES = Map.ofEntries(
            Map.entry(FLOAT, ElementType.F32),
            Map.entry(2, ElementType.U8),
            Map.entry(3, ElementType.I8),
            Map.entry(4, ElementType.U16),
            Map.entry(5, ElementType.I16),
            Map.entry(6, ElementType.I32),
            Map.entry(7, ElementType.I64),
            Map.entry(9, ElementType.BOOL),
            Map.entry(10, ElementType.F16),
            Map.entry(11, ElementType.F64),
            Map.entry(12, ElementType.U32),
            Map.entry(13, ElementType.U64),
            Map.entry(16, ElementType.BF16));

    private TensorType() {}

    static ElementType of(int number, String tensor) throws MalformedFileException {
        ElementType type = TYPES.get(number);
        if (type == null) {
            throw new MalformedFileException(
                    "its tensor “" + tensor + "” has the ONNX type " + number + ", which is no plain number",
                    "export the model in float32");
        }
        return type;
    }

    static int of(ElementType type) {
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == type)
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
