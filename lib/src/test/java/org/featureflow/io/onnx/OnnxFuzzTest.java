package org.featureflow.io.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxFuzzTest {
    private static final Path FILE = temporary();

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void anyBytesAreReadOrRefused(byte[] content) throws IOException {
        Files.write(FILE, content);
        try {
            OnnxFile.spec(FILE, OnnxFile.model(FILE), Optional.empty());
        } catch (FeatureFlowException refused) {
            assertThat(refused.getMessage())
                    .startsWith("Cannot read ")
                    .endsWith(".")
                    .hasSizeLessThan(2000);
            assertThat(refused.getMessage().chars()).noneMatch(Character::isISOControl);
        }
    }

    static Stream<byte[]> seeds() {
        Map<String, Object> none = Map.of();
        Graphs residual = Graphs.start().convolution("stem", 4, 2).then("Relu", none);
        String stem = residual.latest();
        residual.numbers("z", 0, 0)
                .numbers("e", 9, 9)
                .numbers("a", 2, 3)
                .numbers("s", 2, 2)
                .numbers("p", 0, 1, 0, 0, 0, 1, 0, 0)
                .then("Slice", none, "z", "e", "a", "s")
                .then("Pad", none, "p")
                .then("Clip", Map.of("min", 0f, "max", 6f));
        String shortcut = residual.latest();
        residual.from(stem)
                .then("MaxPool", Map.of("kernel_shape", List.of(2L, 2L), "strides", List.of(2L, 2L)))
                .weights("w", 6, 2, 1, 1)
                .then("Conv", Map.of("group", 2L), "w")
                .then("Add", none, shortcut)
                .then("GlobalAveragePool", none)
                .then("Flatten", none)
                .head(6);
        Graphs computed = Graphs.start().then("Shape", none).numbers("i", 0).then("Gather", none, "i");
        String batch = computed.latest();
        computed.numbers("r", -1).node("Concat", Map.of("axis", 0L), List.of(batch, "r"));
        String shape = computed.latest();
        computed.node("Reshape", none, List.of("x", shape)).weights("m", 72, 3).then("MatMul", none, "m");
        Graphs gated = Graphs.start().convolution("conv", 4, 2);
        String map = gated.latest();
        gated.then("GlobalAveragePool", none)
                .then("Flatten", none)
                .weights("excite.weight", 4, 4)
                .then("Gemm", Map.of("transB", 1L), "excite.weight")
                .then("HardSigmoid", Map.of("alpha", 1f / 6))
                .numbers("column", 2, 3)
                .then("Unsqueeze", none, "column");
        String product = gated.node("Mul", none, List.of(map, gated.latest())).latest();
        gated.then("Sigmoid", none).then("Identity", none);
        gated.node("Mul", none, List.of(product, gated.latest()))
                .then("Flatten", none)
                .head(144);
        return Stream.concat(
                Stream.of(residual, computed, gated).map(g -> Graphs.bytes(g.model())), Stream.of(transformer()));
    }

    private static byte[] transformer() {
        try (InputStream file = OnnxFuzzTest.class.getResourceAsStream("/formats/deit-folded.onnx")) {
            return file.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("featureflow-fuzz", ".onnx");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
