package org.featureflow.io.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/**
 * Protobuf → {@link OnnxModel}. What the toolkit does not use is skipped without being built, and the number of things is bounded, so memory
 * stays in proportion to the file's size whatever is in it.
 */
final class OnnxReader {
    private static final int MOST_NODES = 10_000;
    private static final int MOST_ITEMS = 300_000;

    private final CodedInputStream in;
    private final ExternalData external;
    private int items;

    private OnnxReader(byte[] content, ExternalData external) {
        this.external = external;
        in = CodedInputStream.newInstance(content);
        in.enableAliasing(true);
    }

    /** What to do with a field; false if it is not one of those wanted. */
    private interface Field {
        boolean read(int number) throws IOException;
    }

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Reads a model.
     *
     * @param content the file
     * @param external the files beside it
     */
    static OnnxModel read(byte[] content, ExternalData external) throws IOException {
        try {
            return new OnnxReader(content, external).model();
        } catch (InvalidProtocolBufferException damaged) {
            throw new MalformedFileException("it is truncated or no ONNX model", damaged);
        }
    }

    private OnnxModel model() throws IOException {
        String[] producer = {"", ""};
        Map<String, Long> opsets = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        List<OnnxModel> graphs = new ArrayList<>();
        fields(number -> {
            switch (number) {
                case 2:
                    producer[0] = text();
                    return true;
                case 3:
                    producer[1] = text();
                    return true;
                case 7:
                    nested(() -> graphs.add(graph()));
                    return true;
                case 8:
                    nested(() -> opset(opsets));
                    return true;
                case 14:
                    nested(() -> pair(metadata));
                    return true;
                default:
                    return false;
            }
        });
        if (graphs.size() != 1) {
            throw new MalformedFileException("it holds " + graphs.size() + " graphs, not one; it is no ONNX model");
        }
        OnnxModel g = graphs.get(0);
        return new OnnxModel(
                opsets.getOrDefault("", opsets.getOrDefault("ai.onnx", 0L)),
                (producer[0] + " " + producer[1]).strip(),
                metadata,
                g.name(),
                g.inputs(),
                g.outputs(),
                g.constants(),
                g.nodes());
    }

    private void opset(Map<String, Long> opsets) throws IOException {
        String[] domain = {""};
        long[] version = {0};
        fields(number -> {
            if (number == 1) {
                domain[0] = text();
            } else if (number == 2) {
                version[0] = in.readInt64();
            }
            return number <= 2;
        });
        opsets.put(domain[0], version[0]);
    }

    private void pair(Map<String, String> metadata) throws IOException {
        String[] pair = {"", ""};
        fields(number -> {
            if (number == 1 || number == 2) {
                pair[number - 1] = text();
            }
            return number <= 2;
        });
        metadata.put(pair[0], pair[1]);
    }

    private OnnxModel graph() throws IOException {
        String[] name = {""};
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxValue> inputs = new ArrayList<>();
        List<OnnxValue> outputs = new ArrayList<>();
        Map<String, StoredTensor> constants = new LinkedHashMap<>();
        fields(number -> {
            switch (number) {
                case 1:
                    nested(() -> nodes.add(node()));
                    if (nodes.size() > MOST_NODES) {
                        throw new MalformedFileException(
                                "it has more than " + MOST_NODES + " nodes, more than any network this toolkit can use",
                                "export a plain image classifier");
                    }
                    return true;
                case 2:
                    name[0] = text();
                    return true;
                case 5:
                    nested(() -> {
                        TensorReader tensor = new TensorReader(in, external);
                        fields(tensor::read);
                        constants.put(tensor.name(), tensor.tensor());
                    });
                    return true;
                case 11:
                    nested(() -> inputs.add(value()));
                    return true;
                case 12:
                    nested(() -> outputs.add(value()));
                    return true;
                default:
                    return false;
            }
        });
        return new OnnxModel(0, "", Map.of(), name[0], inputs, outputs, constants, nodes);
    }

    private OnnxNode node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Object> attributes = new LinkedHashMap<>();
        String[] names = {"", "", ""};
        fields(number -> {
            switch (number) {
                case 1:
                    inputs.add(text());
                    return true;
                case 2:
                    outputs.add(text());
                    return true;
                case 3:
                    names[0] = text();
                    return true;
                case 4:
                    names[1] = text();
                    return true;
                case 5:
                    nested(() -> attribute(attributes));
                    return true;
                case 7:
                    names[2] = text();
                    return true;
                default:
                    return false;
            }
        });
        String domain = names[2].equals("ai.onnx") ? "" : names[2];
        return new OnnxNode(names[0], names[1], domain, inputs, outputs, attributes);
    }

    private void attribute(Map<String, Object> attributes) throws IOException {
        String[] name = {""};
        Object[] value = {null};
        int[] type = {0};
        List<Object> list = new ArrayList<>();
        fields(number -> {
            switch (number) {
                case 1:
                    name[0] = text();
                    return true;
                case 2:
                    value[0] = in.readFloat();
                    return true;
                case 3:
                    value[0] = in.readInt64();
                    return true;
                case 4:
                    value[0] = text();
                    return true;
                case 5:
                    nested(() -> {
                        TensorReader tensor = new TensorReader(in, external);
                        fields(tensor::read);
                        value[0] = tensor.tensor();
                    });
                    return true;
                case 7:
                    repeated(() -> list.add(in.readFloat()), 5);
                    return true;
                case 8:
                    repeated(() -> list.add(in.readInt64()), 0);
                    return true;
                case 20:
                    type[0] = in.readEnum();
                    return true;
                default:
                    return false;
            }
        });
        attributes.put(name[0], value[0] == null ? absent(type[0], list) : value[0]);
    }

    /** A writer of proto3 leaves zeros and empty texts out: the type alone tells them from an empty list. */
    private static Object absent(int type, List<Object> list) {
        return switch (type) {
            case 1 -> 0f;
            case 2 -> 0L;
            case 3 -> "";
            default -> List.copyOf(list);
        };
    }

    private OnnxValue value() throws IOException {
        String[] name = {""};
        List<Long> shape = new ArrayList<>();
        fields(number -> {
            if (number == 1) {
                name[0] = text();
                return true;
            }
            return number == 2 && into(1, () -> into(2, () -> into(1, () -> shape.add(axis()))));
        });
        return new OnnxValue(name[0], shape);
    }

    /** Reads a message of which only one field matters. */
    private boolean into(int wanted, Step step) throws IOException {
        nested(() -> fields(number -> {
            if (number == wanted) {
                step.run();
            }
            return number == wanted;
        }));
        return true;
    }

    private long axis() throws IOException {
        long[] size = {OnnxValue.ANY};
        nested(() -> fields(number -> {
            if (number == 1) {
                size[0] = in.readInt64();
            }
            return number == 1;
        }));
        return size[0] < 1 ? OnnxValue.ANY : size[0];
    }

    private void fields(Field field) throws IOException {
        while (true) {
            int next = in.readTag();
            if (next == 0) {
                return;
            }
            if (!field.read(next >>> 3)) {
                in.skipField(next);
            }
        }
    }

    private void nested(Step step) throws IOException {
        count();
        int length = in.readRawVarint32();
        int before = in.pushLimit(length);
        step.run();
        in.checkLastTagWas(0);
        in.popLimit(before);
    }

    /** One element, or a packed run of them. */
    private void repeated(Step step, int singleType) throws IOException {
        if ((in.getLastTag() & 7) == singleType) {
            count();
            step.run();
            return;
        }
        int before = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            count();
            step.run();
        }
        in.popLimit(before);
    }

    private String text() throws IOException {
        count();
        return in.readStringRequireUtf8();
    }

    private void count() throws MalformedFileException {
        if (++items > MOST_ITEMS) {
            throw new MalformedFileException(
                    "it has more than " + MOST_ITEMS
                            + " names and attributes, more than any network this toolkit can use",
                    "export a plain image classifier");
        }
    }
}
