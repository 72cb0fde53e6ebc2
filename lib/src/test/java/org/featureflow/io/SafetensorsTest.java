package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackInTheSameOrder() {
        Path file = folder.resolve("net.safetensors");
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("bytes", new StoredTensor(ElementType.U8, new long[] {3}, ByteBuffer.wrap(new byte[] {1, 2, 3})));
        tensors.put("layer1.0.conv1.weight", StoredTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3));
        tensors.put("a.scalar", StoredTensor.ofDoubles(new double[] {Math.PI}));
        tensors.put("none", StoredTensor.ofLongs(new long[0], 0, 7));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("spec", "{\"name\":\"größer \\ 𝒳\"}");
        metadata.put("mean", "0.5 0.5 0.5");

        Safetensors.write(file, metadata, tensors);

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.names()).containsExactlyElementsOf(tensors.keySet());
            assertThat(new ArrayList<>(read.metadata().entrySet())).containsExactlyElementsOf(metadata.entrySet());
            assertThat(read.shape("layer1.0.conv1.weight")).containsExactly(1, 2, 3);
            assertThat(read.type("a.scalar")).isEqualTo(ElementType.F64);
        }
        assertThat(Safetensors.readAll(file)).isEqualTo(tensors);
    }

    @Test
    void everyTensorIsAlignedToItsElementsAndTheHeaderToEightBytes() throws IOException {
        Path file = folder.resolve("mixed.safetensors");
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("flag", new StoredTensor(ElementType.BOOL, new long[] {1}, ByteBuffer.wrap(new byte[] {1})));
        tensors.put("single", StoredTensor.ofFloats(new float[] {7}, 1));
        tensors.put("double", StoredTensor.ofDoubles(new double[] {8}, 1));

        Safetensors.write(file, Map.of(), tensors);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong(0);
        assertThat(header % 8).isZero();
        assertThat(bytes.getDouble(8 + header)).isEqualTo(8);
        assertThat(bytes.getFloat(8 + header + 8)).isEqualTo(7);
        assertThat(bytes.get(8 + header + 12)).isEqualTo((byte) 1);
        assertThat(new String(bytes.array(), 8, header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"flag\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[12,13]},"
                        + "\"single\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                        + "\"double\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}");
    }

    @Test
    void aFileOfPythonsSafetensorsIsRead() throws URISyntaxException {
        Path file = Path.of(
                SafetensorsTest.class.getResource("/formats/python.safetensors").toURI());
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.metadata()).containsOnly(Map.entry("format", "pt"), Map.entry("note", "größer"));
            assertThat(read.tensor("weight"))
                    .isEqualTo(StoredTensor.ofFloats(new float[] {0, .25f, .5f, .75f, 1, 1.25f}, 2, 3));
            assertThat(read.tensor("flags").toLongs()).containsExactly(1, 0, 1);
            assertThat(read.tensor("steps").shape()).isEmpty();
            assertThat(read.tensor("steps").toLongs()).containsExactly(1L << 40);
            assertThat(read.tensor("half").toFloats()).containsExactly(1.5f, -.25f, 65504, 0x1p-24f);
            assertThat(read.tensor("brain").toFloats()).containsExactly(1.5f, -3.0040553e38f);
            assertThat(read.tensor("empty").shape()).containsExactly(0, 4);
        }
    }

    @Test
    void aTensorBeyondTwoGibibytesIntoTheFileIsRead() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long first = 3L << 30;
        String header = "{\"far\":{\"dtype\":\"I8\",\"shape\":[" + first + "],\"data_offsets\":[0," + first + "]},"
                + "\"near\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[" + first + "," + (first + 2) + "]}}";
        // A sparse file: the hole takes no room on disk.
        try (var channel = Files.newByteChannel(
                file,
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.SPARSE,
                java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(withLength(header, new byte[0])));
            channel.position(8 + header.length() + first);
            channel.write(ByteBuffer.wrap(new byte[] {4, 5}));
        }
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.tensor("near").toLongs()).containsExactly(4, 5);
            assertThatThrownBy(() -> read.tensor("far"))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("2 GiB");
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        Path file = folder.resolve("small.safetensors");
        Safetensors.write(file, Map.of(), Map.of("weight", StoredTensor.ofFloats(new float[] {1}, 1)));
        try (Safetensors read = Safetensors.open(file)) {
            assertThatThrownBy(() -> read.tensor("wight"))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("wight")
                    .hasMessageContaining("[weight]");
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("net.safetensors");
        Safetensors.write(file, Map.of("age", "old"), Map.of());
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(10));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("No space left on device");
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.metadata()).containsEntry("age", "old");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aReservedNameIsNotWritten() {
        Path file = folder.resolve("reserved.safetensors");
        assertThatThrownBy(() -> Safetensors.write(
                        file, Map.of(), Map.of("__metadata__", StoredTensor.ofLongs(new long[] {1}, 1))))
                .isInstanceOf(FeatureFlowException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("absent")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> Safetensors.open(folder))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("folder");
    }

    @Test
    void damagedHeadersAreRefusedWithTheReason() {
        String huge = "9223372036854775807";
        List<List<String>> cases = List.of(
                List.of(entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[1]", "[4,8]"), "overlap"),
                List.of(entry("a", "F32", "[1]", "[4,8]"), "gap"),
                List.of(entry("a", "F32", "[1]", "[0,4]"), "describes 4 bytes"),
                List.of(entry("a", "F32", "[3]", "[0,12]"), "describes 12 bytes"),
                List.of(entry("a", "F32", "[1]", "[-4,0]"), "negative"),
                List.of(entry("a", "F32", "[-2]", "[0,8]"), "negative"),
                List.of(entry("a", "F32", "[2]", "[8,0]"), "takes 8 bytes"),
                List.of(entry("a", "F32", "[" + huge + "]", "[0,8]"), "larger than any file"),
                List.of(entry("a", "I8", "[4294967296,4294967296]", "[0,8]"), "larger than any file"),
                List.of(entry("a", "I8", "[" + huge + "]", "[0," + huge + "]"), "describes " + huge),
                List.of(entry("a", "I8", "[8]", "[0,99999999999999999999]"), "wrong form"),
                List.of(entry("a", "I8", "[8.0]", "[0,8]"), "wrong form"),
                List.of(entry("a", "I8", "[\"8\"]", "[0,8]"), "wrong form"),
                List.of(entry("a", "I8", "[[8]]", "[0,8]"), "wrong form"),
                List.of(entry("a", "I8", "[8]", "[0,8,8]"), "wrong form"),
                List.of(entry("a", "I8", "[8]", "[0]"), "lacks"),
                List.of(entry("a", "F8_E4M3", "[8]", "[0,8]"), "F8_E4M3"),
                List.of(entry("a", "I8", "[4]", "[0,4]") + "," + entry("a", "I8", "[4]", "[4,8]"), "twice"),
                List.of("\"a\":{\"dtype\":\"I8\",\"shape\":[8]}", "lacks"),
                List.of("\"a\":{\"dtype\":\"I8\",\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[0,8]}", "repeated"),
                List.of("\"a\":{\"run\":{}}", "unknown"),
                List.of("\"__metadata__\":{\"a\":1}", "wrong form"),
                List.of("\"__metadata__\":{\"a\":\"x\",\"a\":\"y\"}", "twice"),
                List.of("\"a\":" + "[".repeat(100_000), "wrong form"),
                List.of("\"a\":{'x'}", "not JSON"));
        for (List<String> damaged : cases) {
            Path file = fileWith("{" + damaged.get(0) + "}", new byte[8]);
            assertThatThrownBy(() -> Safetensors.open(file))
                    .as(damaged.get(0).length() > 200 ? "deep nesting" : damaged.get(0))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining(damaged.get(1))
                    .hasMessageContaining("hostile.safetensors");
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        Safetensors.write(whole, Map.of("k", "v"), Map.of("w", StoredTensor.ofFloats(new float[] {1, 2}, 2)));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Safetensors.open(cut)).isInstanceOf(FeatureFlowException.class);
        }
    }

    @Test
    void announcedHeaderSizesAreCheckedBeforeAnythingIsAllocated() throws IOException {
        Path file = folder.resolve("length.safetensors");
        for (long length : new long[] {-1, 0, 1, 100_000_001L, Long.MAX_VALUE, Long.MIN_VALUE, 1_000}) {
            Files.write(
                    file,
                    ByteBuffer.allocate(64)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(0, length)
                            .array());
            assertThatThrownBy(() -> Safetensors.open(file))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("announce");
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] header = entry("a", "I8", "[0]", "[0,0]").getBytes(StandardCharsets.UTF_8);
        header[1] = (byte) 0xFF;
        Path file = fileWith(
                "{" + new String(header, StandardCharsets.ISO_8859_1) + "}", new byte[0], StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("UTF-8");
    }

    private static String entry(String name, String type, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    private Path fileWith(String header, byte[] data) {
        return fileWith(header, data, StandardCharsets.UTF_8);
    }

    private Path fileWith(String header, byte[] data, java.nio.charset.Charset charset) {
        try {
            return Files.write(
                    folder.resolve("hostile.safetensors"),
                    withLength(new String(header.getBytes(charset), StandardCharsets.ISO_8859_1), data));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static byte[] withLength(String latin1Header, byte[] data) {
        byte[] text = latin1Header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }
}
