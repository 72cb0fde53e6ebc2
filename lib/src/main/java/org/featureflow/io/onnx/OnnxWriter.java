package org.featureflow.io.onnx;

import java.util.List;
import org.featureflow.io.StoredTensor;

/** {@link OnnxModel} → protobuf. The field numbers are those of onnx.proto3, IR version 8. */
final class OnnxWriter {
    private static final int IR_VERSION = 8;

    private enum AttributeType {
        UNDEFINED,
        FLOAT,
        INT,
        STRING,
        TENSOR,
        GRAPH,
        FLOATS,
        INTS
    }

    private OnnxWriter() {}

    static MessageWriter model(OnnxModel model) {
        int space = model.producer().indexOf(' ');
        MessageWriter message = new MessageWriter()
                .integer(1, IR_VERSION)
                .text(2, space < 0 ? model.producer() : model.producer().substring(0, space))
                .text(3, space < 0 ? "" : model.producer().substring(space + 1))
                .message(7, graph(model))
                .message(8, new MessageWriter().text(1, "").integer(2, model.opset()));
        model.metadata()
                .forEach((key, value) ->
                        message.message(14, new MessageWriter().text(1, key).text(2, value)));
        return message;
    }

    private static MessageWriter graph(OnnxModel model) {
        MessageWriter graph = new MessageWriter();
        model.nodes().forEach(n -> graph.message(1, node(n)));
        graph.text(2, model.name());
        model.constants().forEach((name, tensor) -> graph.message(5, tensor(name, tensor)));
        model.inputs().forEach(v -> graph.message(11, value(v)));
        model.outputs().forEach(v -> graph.message(12, value(v)));
        return graph;
    }

    private static MessageWriter node(OnnxNode node) {
        MessageWriter message = new MessageWriter();
        node.inputs().forEach(i -> message.text(1, i));
        node.outputs().forEach(o -> message.text(2, o));
        message.text(3, node.name()).text(4, node.operator());
        node.attributes().forEach((name, value) -> message.message(5, attribute(name, value)));
        if (!node.domain().isEmpty()) {
            message.text(7, node.domain());
        }
        return message;
    }

    private static MessageWriter attribute(String name, Object value) {
        MessageWriter message = new MessageWriter().text(1, name);
        if (value instanceof Long number) {
            return message.integer(3, number).integer(20, AttributeType.INT.ordinal());
        }
        if (value instanceof Float number) {
            return message.real(2, number).integer(20, AttributeType.FLOAT.ordinal());
        }
        if (value instanceof String text) {
            return message.text(4, text).integer(20, AttributeType.STRING.ordinal());
        }
        if (value instanceof StoredTensor tensor) {
            return message.message(5, tensor("", tensor)).integer(20, AttributeType.TENSOR.ordinal());
        }
        List<?> list = (List<?>) value;
        boolean reals = !list.isEmpty() && list.get(0) instanceof Float;
        for (Object element : list) {
            if (reals) {
                message.real(7, (Float) element);
            } else {
                message.integer(8, (Long) element);
            }
        }
        return message.integer(20, (reals ? AttributeType.FLOATS : AttributeType.INTS).ordinal());
    }

    private static MessageWriter tensor(String name, StoredTensor tensor) {
        MessageWriter message = new MessageWriter();
        for (long axis : tensor.shape()) {
            message.integer(1, axis);
        }
        return message.integer(2, TensorType.of(tensor.type())).text(8, name).bytes(9, tensor.data());
    }

    private static MessageWriter value(OnnxValue value) {
        MessageWriter shape = new MessageWriter();
        for (long axis : value.shape()) {
            shape.message(
                    1,
                    axis == OnnxValue.ANY
                            ? new MessageWriter().text(2, "batch")
                            : new MessageWriter().integer(1, axis));
        }
        MessageWriter tensor = new MessageWriter().integer(1, TensorType.FLOAT).message(2, shape);
        return new MessageWriter().text(1, value.name()).message(2, new MessageWriter().message(1, tensor));
    }
}
