package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.StoredTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal is one sentence with the operator, its node and what to do. */
class RefusedOnnxTest {
    private static final Map<String, Object> NONE = Map.of();

    @TempDir
    private Path folder;

    private static Graphs start() {
        return Graphs.start().convolution("conv", 4, 2);
    }

    private static Graphs window(String attribute, Object value) {
        return Graphs.start().weights("w", 4, 2, 3, 3).then("Conv", Map.of(attribute, value), "w");
    }

    private static Graphs grouped(long... shape) {
        return start().numbers("shape", shape).then("Reshape", NONE, "shape");
    }

    /** Looks like SiLU, but its gate has two axes more: every value times every gate. */
    private static Graphs outerProduct() {
        Graphs graph = start().then("Flatten", NONE).head(144);
        String x = graph.latest();
        graph.then("Sigmoid", NONE).numbers("a", 2, 3).then("Unsqueeze", NONE, "a");
        return graph.node("Mul", NONE, List.of(x, graph.latest()));
    }

    /** The first operator of a hard sigmoid. */
    private static Graphs shifted() {
        return start().constant("three", StoredTensor.ofFloats(new float[] {3})).then("Add", NONE, "three");
    }

    private static Graphs zeros() {
        return start().constant("zero", StoredTensor.ofFloats(new float[] {0}))
                .constant("wide", StoredTensor.ofFloats(new float[4096 * 36], 1, 4096, 6, 6))
                .then("Mul", NONE, "zero");
    }

    /** The products of queries and keys of two heads, made of one convolution's channels. */
    private static Graphs scores(double scale) {
        Graphs graph = start().numbers("heads", 0, 2, 2, 36).then("Reshape", NONE, "heads");
        String keys = graph.latest();
        String queries = turned(graph).latest();
        return graph.node("MatMul", NONE, List.of(queries, keys))
                .constant("scale", StoredTensor.ofFloats(new float[] {(float) scale}))
                .then("Mul", NONE, "scale");
    }

    private static Graphs turned(Graphs graph) {
        return graph.then("Transpose", Map.of("perm", List.of(0L, 1L, 3L, 2L)));
    }

    /** [batch, positions, channels]. */
    private static Graphs tokens() {
        return start().numbers("flat", 0, 4, 36)
                .then("Reshape", NONE, "flat")
                .then("Transpose", Map.of("perm", List.of(0L, 2L, 1L)));
    }

    /** What transformers do that no layer here does. */
    static Stream<Arguments> transformers() {
        return Stream.of(
                Arguments.of(
                        scores(0.5).then("Softmax", NONE).then("MatMul", NONE, "transpose2"),
                        "MatMul node “/matmul6” closes an attention whose scale is 0.5, not 1/√2",
                        "into the weights of the queries"),
                Arguments.of(
                        scores(Math.sqrt(0.5)).weights("mask", 36, 36).then("Add", NONE, "mask"),
                        "gets the scores or weights of attention",
                        "masks and biases between positions are not supported"),
                Arguments.of(
                        scores(Math.sqrt(0.5))
                                .numbers("seen", 1)
                                .constant("never", StoredTensor.ofFloats(new float[] {-9}))
                                .node("Where", NONE, List.of("seen", "mul4", "never")),
                        "chooses between values of a feature",
                        "masks are not supported"),
                Arguments.of(
                        scores(Math.sqrt(0.5)).then("Softmax", Map.of("axis", 1L)), "runs along axis 1", "last axis"),
                Arguments.of(
                        scores(Math.sqrt(0.5)).opset(12).then("Softmax", NONE),
                        "runs along axis 1, which operator set 12 means",
                        "last axis"),
                Arguments.of(
                        scores(Math.sqrt(0.5)).then("MatMul", NONE, "transpose2"),
                        "multiplies two features",
                        "windows or to other features"),
                Arguments.of(
                        scores(1).from("transpose2").then("Mul", NONE, "scale").then("Softmax", NONE),
                        "is no part of attention",
                        "end in its logits"),
                Arguments.of(
                        tokens().constant("two", StoredTensor.ofFloats(new float[] {2}))
                                .then("Mul", NONE, "two")
                                .then("Relu", NONE),
                        "gets a feature times 2.0",
                        "into the weights"),
                Arguments.of(
                        tokens().weights("token", 1, 1, 4)
                                .node("Concat", Map.of("axis", 1L), List.of("transpose2", "token"))
                                .then("Relu", NONE),
                        "joins features other than along the channels",
                        "before the first"),
                Arguments.of(
                        tokens().weights("tokens", 1, 2, 4)
                                .node("Concat", Map.of("axis", 1L), List.of("tokens", "transpose2")),
                        "joins features other than along the channels",
                        "a class token"),
                Arguments.of(
                        tokens().numbers("one", 1).numbers("end", 36).then("Slice", NONE, "one", "end", "one"),
                        "takes 1 to 36 of axis 1",
                        "only the first position"),
                Arguments.of(
                        start().numbers("windows", 0, 4, 2, 3, 2, 3)
                                .then("Reshape", NONE, "windows")
                                .then("Transpose", Map.of("perm", List.of(0L, 2L, 4L, 3L, 5L, 1L))),
                        "order of a feature's axes to [0, 2, 4, 3, 5, 1]",
                        "rows and columns not exchanged"),
                Arguments.of(
                        tokens().numbers("all", 0, 144).then("Reshape", NONE, "all"),
                        "reshapes a feature of 4×6×6 to [0, 144]",
                        "flatten(1)"));
    }

    static Stream<Arguments> graphs() {
        List<Long> twoByTwo = List.of(2L, 2L);
        return Stream.of(
                Arguments.of(start().then("Tan", NONE), "Tan node “/tan1”", "replace it"),
                Arguments.of(start().then("HardSigmoid", NONE), "slope of 0.2", "1/6 and 1/2"),
                Arguments.of(
                        start().then("Flatten", NONE).head(144).then("Sigmoid", NONE),
                        "turns logits into something else",
                        "end in its logits"),
                Arguments.of(outerProduct(), "multiplies a map by a vector", "two axes more"),
                Arguments.of(
                        start().constant("c", StoredTensor.ofFloats(new float[] {2}))
                                .then("Mul", NONE, "c"),
                        "multiplies by a constant",
                        "into the weights"),
                Arguments.of(
                        start().then("Mul", NONE, "x"),
                        "multiplies features of 4×6×6 and 2×6×6",
                        "one factor a channel"),
                Arguments.of(
                        start().then("GlobalAveragePool", NONE)
                                .then("Flatten", NONE)
                                .then("Mul", NONE, "conv0"),
                        "multiplies a map by a vector",
                        "two axes more"),
                Arguments.of(
                        start().numbers("a", 2, 3).then("Unsqueeze", NONE, "a"),
                        "adds axes [2, 3] to a feature of 4 axes",
                        "map of one row"),
                Arguments.of(
                        start().then("GlobalAveragePool", NONE)
                                .then("Flatten", NONE)
                                .numbers("a", 2, 3)
                                .then("Unsqueeze", NONE, "a")
                                .then("MaxPool", Map.of("kernel_shape", List.of(1L, 1L))),
                        "takes a vector",
                        "leave out the flatten"),
                Arguments.of(start().foreign("com.microsoft", "FusedConv"), "FusedConv node “odd”", "replace it"),
                Arguments.of(
                        start().then("Flatten", NONE).head(144).then("Softmax", NONE), "Softmax", "end in its logits"),
                Arguments.of(
                        start().then("MaxPool", Map.of("kernel_shape", twoByTwo, "dilations", twoByTwo)),
                        "dilated",
                        "dilation of 1"),
                Arguments.of(grouped(0, 2, -1).then("Relu", NONE), "channels and positions on one axis", "keep images"),
                Arguments.of(
                        grouped(0, 4, 6, 6)
                                .numbers("back", 0, 6, 24)
                                .then("Reshape", NONE, "back")
                                .weights("six", 6)
                                .then("InstanceNormalization", NONE, "six", "six"),
                        "reshapes a feature",
                        "keep images"),
                Arguments.of(
                        grouped(0, 4, 36)
                                .then("Transpose", Map.of("perm", List.of(0L, 2L, 1L)))
                                .weights("all", 36)
                                .then("InstanceNormalization", NONE, "all", "all"),
                        "normalises other axes",
                        "nn.GroupNorm"),
                Arguments.of(
                        grouped(0, 2, -1)
                                .weights("four", 4)
                                .weights("three", 3)
                                .then("InstanceNormalization", NONE, "four", "three"),
                        "where 2 numbers are expected",
                        "get it again"),
                Arguments.of(
                        start().weights("four", 4).then("GroupNormalization", Map.of("num_groups", 3L), "four", "four"),
                        "4 channels in 3 groups",
                        ""),
                Arguments.of(
                        start().weights("slopes", 6).then("PRelu", NONE, "slopes"), "one a channel", "get it again"),
                Arguments.of(start().then("Elu", Map.of("alpha", Float.NaN)), "an alpha of NaN", "get it again"),
                Arguments.of(window("strides", List.of(1L, 0L)), "[1, 0]", "get it again"),
                Arguments.of(window("pads", List.of(0L, 0L, 1L, 1L)), "one side more", "both sides"),
                Arguments.of(window("kernel_shape", List.of(5L, 5L)), "announces kernels", "get it again"),
                Arguments.of(window("group", 3L), "3 groups", "get it again"),
                Arguments.of(window("group", "two"), "wrong type", "get it again"),
                Arguments.of(
                        start().then(
                                        "AveragePool",
                                        Map.of("kernel_shape", List.of(3L, 3L), "strides", twoByTwo, "ceil_mode", 1L)),
                        "ceil_mode",
                        "divides evenly"),
                Arguments.of(
                        start().then(
                                        "MaxPool",
                                        Map.of(
                                                "kernel_shape",
                                                List.of(1L, 1L),
                                                "strides",
                                                List.of(6L, 6L),
                                                "ceil_mode",
                                                1L)),
                        "begins behind the edge",
                        "divides evenly"),
                Arguments.of(
                        start().constant("c", StoredTensor.ofFloats(new float[] {1}))
                                .then("Relu", NONE)
                                .then("Add", NONE, "c"),
                        "adds a constant",
                        "bias"),
                Arguments.of(
                        start().then("Relu", NONE).weights("c", 4, 1, 1).then("Mul", NONE, "c"),
                        "multiplies by a constant",
                        "right behind a linear layer"),
                Arguments.of(
                        start().then("Transpose", Map.of("perm", List.of(0L, 1L, 3L, 2L))),
                        "order of a feature's axes to [0, 1, 3, 2]",
                        "[batch, channels, height, width]"),
                Arguments.of(
                        start().then("Transpose", Map.of("perm", List.of(0L, 2L, 3L, 1L)))
                                .then("GlobalAveragePool", NONE),
                        "channels as the last axis",
                        "permute(0, 3, 1, 2)"),
                Arguments.of(
                        start().weights("s", 6).then("LayerNormalization", NONE, "s"),
                        "normalises other axes",
                        "permute(0, 2, 3, 1)"),
                Arguments.of(
                        start().then("Transpose", Map.of("perm", List.of(0L, 2L, 3L, 1L)))
                                .weights("s", 6, 4)
                                .then("LayerNormalization", Map.of("axis", 2L), "s"),
                        "normalises other axes",
                        "permute(0, 2, 3, 1)"),
                Arguments.of(
                        start().constant("c", StoredTensor.ofFloats(new float[] {(float) Math.sqrt(2)}))
                                .then("Div", NONE, "c")
                                .then("Div", NONE, "c"),
                        "features and constants",
                        "into the weights"),
                Arguments.of(
                        start().constant("c", StoredTensor.ofFloats(new float[] {(float) Math.sqrt(2)}))
                                .then("Div", NONE, "c")
                                .then("Relu", NONE),
                        "gets a feature divided by √2, which can be read only as a part of GELU",
                        "into the weights beside it, or use nn.GELU()"),
                Arguments.of(start().then("Erf", NONE), "stands alone", "GELU"),
                Arguments.of(shifted().then("Relu", NONE), "gets a feature plus 3", "use nn.Hardsigmoid()"),
                Arguments.of(
                        shifted()
                                .constant("low", StoredTensor.ofFloats(new float[] {0}))
                                .constant("high", StoredTensor.ofFloats(new float[] {6}))
                                .then("Clip", NONE, "low", "high")
                                .then("Relu", NONE),
                        "a part of what looks like a hard sigmoid",
                        "nn.Hardswish()"),
                Arguments.of(zeros().then("Relu", NONE), "gets a map of zeros", "F.pad("),
                Arguments.of(
                        zeros().node("Concat", Map.of("axis", 1L), List.of("conv0", "conv0", "mul1")),
                        "gets a map of zeros",
                        "F.pad("),
                Arguments.of(
                        zeros().node("Concat", Map.of("axis", 1L), List.of("x", "mul1", "wide")),
                        "pads to more than 4096 channels",
                        ""),
                Arguments.of(
                        zeros().node("MaxPool", Map.of("kernel_shape", List.of(2L, 2L)), List.of("x"))
                                .node("Concat", Map.of("axis", 1L), List.of("maxpool2", "mul1")),
                        "joins zeros of 4×6×6 to a map of 5×5",
                        ""),
                Arguments.of(start(), "its output “conv0” is a map of 4×6×6", "export a classifier"),
                Arguments.of(
                        start().constant("c", StoredTensor.ofFloats(new float[] {(float) Math.sqrt(2)}))
                                .then("Div", NONE, "c")
                                .then("Erf", NONE)
                                .then("Relu", NONE),
                        "a part of what looks like GELU",
                        "nn.GELU()"),
                Arguments.of(
                        start().opset(20).then("Gelu", Map.of("approximate", "tanh")),
                        "approximated by “tanh”",
                        "exact one"),
                Arguments.of(start().then("Add", NONE, "x"), "4×6×6 and 2×6×6", ""),
                Arguments.of(start().then("Concat", Map.of("axis", 2L), "x"), "axis 2", ""),
                Arguments.of(
                        start().numbers("s", 0, 8, 18).then("Reshape", NONE, "s"), "reshapes a feature", "flatten(1)"),
                Arguments.of(
                        start().numbers("p", 0, 0, 1, 1, 0, 0, 1, 1).then("Pad", NONE, "p"),
                        "pads rows or columns",
                        "convolution or pool"),
                Arguments.of(
                        start().numbers("a", 1).numbers("b", 3).numbers("c", 2).then("Slice", NONE, "a", "b", "c"),
                        "cuts out a part",
                        "n-th row"),
                Arguments.of(
                        start().numbers("a", 0)
                                .numbers("b", 9)
                                .numbers("c", 2)
                                .numbers("d", 2)
                                .then("Slice", NONE, "a", "b", "c", "d")
                                .then("Relu", NONE),
                        "every 2th row",
                        ""),
                Arguments.of(start().then("Conv", NONE, "x"), "not a constant", "fold constants"),
                Arguments.of(start().then("Relu", NONE).node("Relu", NONE, List.of("nowhere")), "lacks its input", ""),
                Arguments.of(start().opset(6).then("Flatten", NONE), "operator set 6", "17"),
                Arguments.of(
                        start().inputs(new OnnxValue("x", List.of(1L, 2L, 6L, 6L)), new OnnxValue("y", List.of())),
                        "2 inputs (x, y)",
                        "classifier alone"),
                Arguments.of(start().outputs("conv0", "x"), "2 outputs", "classifier alone"),
                Arguments.of(
                        start().inputs(new OnnxValue("x", List.of(OnnxValue.ANY, 2L, OnnxValue.ANY, 6L))),
                        "no fixed size",
                        "--input"),
                Arguments.of(start().inputs(new OnnxValue("x", List.of(1L, 2L))), "2 axes", "images"),
                Arguments.of(start().inputs(new OnnxValue("x", List.of(1L, 3L, 6L, 6L))), "gets 3", ""),
                Arguments.of(start().outputs("x"), "needs no weights", "classifier"),
                Arguments.of(start().then("Flatten", NONE).head(7), "7 values but gets 144", ""));
    }

    @ParameterizedTest
    @MethodSource({"graphs", "transformers"})
    void whatCannotBeComputedIsNamed(Graphs graph, String what, String advice) {
        Path file = graph.write(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageStartingWith("Cannot read ")
                .hasMessageContaining(what)
                .hasMessageContaining(advice)
                .hasMessageMatching("(?s)[^\n]+\\.");
    }

    @Test
    void everyTruncationIsRefusedOrWhole() throws IOException {
        byte[] whole = Graphs.bytes(start().then("Flatten", NONE).head(144).model());
        Path file = folder.resolve("cut.onnx");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> OnnxFile.read(file))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageStartingWith("Cannot read ");
        }
    }

    @Test
    void weightsInAnotherFileAreAskedFor() throws IOException {
        MessageWriter tensor =
                new MessageWriter().integer(1, 4).integer(2, 1).text(8, "w").integer(14, 1);
        MessageWriter model = new MessageWriter().message(7, new MessageWriter().message(5, tensor));
        Path file = folder.resolve("external.onnx");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            model.writeTo(channel);
        }
        assertThatThrownBy(() -> OnnxFile.read(file))
                .hasMessageContaining("“w” lies in “”, which is no name of a file beside it; bring that file too");
    }

    @Test
    void weightsBesideAModelAreOnlyTakenFromThereAndWhole() throws IOException {
        Graphs graph =
                Graphs.start().convolution("conv", 4, 2).then("Flatten", NONE).head(144);
        Path model = graph.writeBeside(folder.resolve("model.onnx"), "weights.bin");
        Path weights = folder.resolve("weights.bin");
        byte[] all = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(all, all.length - 1));
        assertThatThrownBy(() -> OnnxFile.read(model))
                .hasMessageContaining("“fc.bias” takes bytes")
                .hasMessageContaining("of “weights.bin”, which has " + (all.length - 1));
        Files.delete(weights);
        assertThatThrownBy(() -> OnnxFile.read(model))
                .hasMessageContaining("its weights lie in “weights.bin”, which is not beside it; bring that file too");
        Files.createDirectory(folder.resolve("inner"));
        Path outside = graph.writeBeside(folder.resolve("inner/model.onnx"), "../weights.bin");
        assertThatThrownBy(() -> OnnxFile.read(outside))
                .hasMessageContaining("“../weights.bin”, which is no name of a file beside it");
    }

    @Test
    void anAxisIsSlicedOnceOnly() {
        Graphs graph =
                Graphs.start().numbers("starts", 0, 0).numbers("ends", 1, 1).numbers("axes", 1, 1);
        Path file = graph.then("Slice", NONE, "starts", "ends", "axes").write(folder.resolve("twice.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file)).hasMessageContaining("slices along 2 axes, or one of them twice");
    }

    /** As pretrained Inceptions have it, which take the channels apart. */
    @Test
    void aSingleChannelIsNotCalledAnotherAxis() {
        Graphs graph = Graphs.start().constant("index", StoredTensor.ofLongs(new long[] {0}));
        Path file = graph.then("Gather", Map.of("axis", 1L), "index").write(folder.resolve("single.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file))
                .hasMessageContaining("takes a single channel and drops its axis; ")
                .hasMessageContaining("transform_input=False");
    }

    @Test
    void aConstantThatIsJoinedToAFeatureIsCalledThat() {
        Graphs graph = Graphs.start().weights("zeros", 1, 2, 6, 6);
        Path file =
                graph.node("Concat", Map.of("axis", 1L), List.of("zeros", "x")).write(folder.resolve("joined.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file))
                .hasMessageContaining("computes with a constant where a feature is expected");
    }

    @Test
    void aWeightThatThousandsShareIsNoNetwork() throws IOException {
        Graphs graph =
                Graphs.start().weights("w", 64, 2, 1, 1).then("Conv", NONE, "w").weights("big", 64, 64, 9, 9);
        for (int i = 0; i < 500; i++) {
            graph.then("Conv", Map.of("pads", List.of(4L, 4L, 4L, 4L)), "big");
        }
        Path file = graph.write(folder.resolve("shared.onnx"));
        assertThat(Files.size(file)).isLessThan(2_000_000);
        assertThatThrownBy(() -> OnnxFile.read(file)).hasMessageContaining("far more memory than the file has");
    }

    @Test
    void shortcutsBetweenThousandsOfChannelsAreBounded() {
        Graphs graph = Graphs.start().numbers("p", 0, 1000, 0, 0, 0, 1000, 0, 0).numbers("c", 0, 1);
        for (int i = 0; i < 50; i++) {
            graph.then("Pad", NONE, "p")
                    .then("Relu", NONE)
                    .then("Gather", Map.of("axis", 1L), "c")
                    .then("Relu", NONE);
        }
        graph.then("Pad", NONE, "p").then("Relu", NONE).numbers("q", 0, 1000, 0, 0, 0, 1000, 0, 0);
        for (int i = 0; i < 4; i++) {
            graph.then("Pad", NONE, "q")
                    .then("Relu", NONE)
                    .then("Slice", NONE, "one", "most", "one")
                    .then("Relu", NONE);
        }
        Path file = graph.numbers("one", 1).numbers("most", 2000).write(folder.resolve("wide.onnx"));
        assertThatThrownBy(() -> OnnxFile.read(file)).hasMessageContaining("far more memory than the file has");
    }

    @Test
    void aFolderIsNoModel() {
        assertThatThrownBy(() -> OnnxFile.read(folder)).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> OnnxFile.read(folder.resolve("none.onnx"))).hasMessageContaining("There is no file");
    }
}
