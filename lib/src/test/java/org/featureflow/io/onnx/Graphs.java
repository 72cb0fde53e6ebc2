package org.featureflow.io.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.featureflow.io.StoredTensor;

/** Small ONNX graphs as other programs write them. Each node takes the value of the one before unless told otherwise. */
final class Graphs {
    private final Map<String, StoredTensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Random random = new Random(1);
    private List<OnnxValue> inputs = List.of(new OnnxValue("x", List.of(OnnxValue.ANY, 2L, 6L, 6L)));
    private List<OnnxValue> outputs;
    private long opset = 17;
    private String latest = "x";

    static Graphs start() {
        return new Graphs();
    }

    Graphs opset(long version) {
        opset = version;
        return this;
    }

    Graphs inputs(OnnxValue... given) {
        inputs = List.of(given);
        return this;
    }

    Graphs outputs(String... names) {
        outputs = Arrays.stream(names).map(n -> new OnnxValue(n, List.of())).toList();
        return this;
    }

    Graphs constant(String name, StoredTensor tensor) {
        constants.put(name, tensor);
        return this;
    }

    Graphs weights(String name, int... shape) {
        long[] axes = Arrays.stream(shape).asLongStream().toArray();
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return constant(name, StoredTensor.ofFloats(values, axes));
    }

    Graphs numbers(String name, long... values) {
        return constant(name, StoredTensor.ofLongs(values, values.length));
    }

    /** A node that takes the latest value and more. */
    Graphs then(String operator, Map<String, Object> attributes, String... more) {
        List<String> taken = new ArrayList<>(List.of(latest));
        taken.addAll(List.of(more));
        return node(operator, attributes, taken);
    }

    Graphs node(String operator, Map<String, Object> attributes, List<String> taken) {
        latest = operator.toLowerCase(Locale.ROOT) + nodes.size();
        nodes.add(new OnnxNode("/" + latest, operator, "", taken, List.of(latest), attributes));
        return this;
    }

    /** Values NAME.0, NAME.1 … of so many channels. */
    Graphs split(String name, long... channels) {
        numbers(name + ".sizes", channels);
        List<String> parts = IntStream.range(0, channels.length)
                .mapToObj(i -> name + "." + i)
                .toList();
        nodes.add(new OnnxNode("/" + name, "Split", "", List.of(latest, name + ".sizes"), parts, Map.of("axis", 1L)));
        return this;
    }

    Graphs foreign(String domain, String operator) {
        nodes.add(new OnnxNode("odd", operator, domain, List.of(latest), List.of("odd"), Map.of()));
        latest = "odd";
        return this;
    }

    Graphs convolution(String name, int out, int in) {
        return weights(name + ".weight", out, in, 3, 3)
                .then("Conv", Map.of("pads", List.of(1L, 1L, 1L, 1L)), name + ".weight");
    }

    Graphs head(int in) {
        return weights("fc.weight", 3, in)
                .weights("fc.bias", 3)
                .then("Gemm", Map.of("transB", 1L), "fc.weight", "fc.bias");
    }

    String latest() {
        return latest;
    }

    Graphs from(String value) {
        latest = value;
        return this;
    }

    OnnxModel model() {
        List<OnnxValue> made = outputs == null ? List.of(new OnnxValue(latest, List.of())) : outputs;
        return new OnnxModel(opset, "test", Map.of(), "graph", inputs, made, constants, nodes);
    }

    static byte[] bytes(OnnxModel model) {
        return bytes(OnnxWriter.model(model));
    }

    static byte[] bytes(MessageWriter message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            message.writeTo(Channels.newChannel(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The same with its weights in a file beside it, as PyTorch's newer exporter writes them. */
    Path writeBeside(Path file, String location) throws IOException {
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        byte[] moved = copy(bytes(model()), 7, graph -> copy(graph, 5, tensor -> outside(tensor, location, weights)));
        Files.write(file.resolveSibling(location), weights.toByteArray());
        return Files.write(file, moved);
    }

    private static byte[] outside(byte[] tensor, String location, ByteArrayOutputStream weights) throws IOException {
        int[] part = {weights.size(), 0};
        byte[] rest = copy(tensor, 9, raw -> {
            weights.write(raw);
            part[1] = raw.length;
            return null;
        });
        MessageWriter entries = new MessageWriter();
        Map.of("location", location, "offset", "" + part[0], "length", "" + part[1])
                .forEach((key, value) ->
                        entries.message(13, new MessageWriter().text(1, key).text(2, value)));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(rest);
        entries.integer(14, 1).writeTo(Channels.newChannel(all));
        return all.toByteArray();
    }

    private interface Change {
        /** Null leaves the field out. */
        byte[] of(byte[] field) throws IOException;
    }

    private static byte[] copy(byte[] message, int changed, Change change) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int start = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == changed) {
                byte[] field = change.of(in.readByteArray());
                if (field != null) {
                    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                    out.writeByteArray(changed, field);
                    out.flush();
                }
            } else {
                in.skipField(tag);
                bytes.write(message, start, in.getTotalBytesRead() - start);
            }
            start = in.getTotalBytesRead();
        }
        return bytes.toByteArray();
    }

    Path write(Path file) {
        try {
            return Files.write(file, bytes(model()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
