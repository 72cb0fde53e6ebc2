package org.featureflow.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFuzzTest {
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void anyBytesAreReadOrRefused(byte[] content) {
        // Text is taken as a header, so that the fuzzer need not keep the length in front of it right.
        FuzzedFile.readOrRefused(
                FuzzedFile.startsWith(content, (byte) '{') ? withLength(content) : content, Safetensors::readAll);
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                FuzzedFile.resource("python.safetensors"),
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},\"__metadata__\":{\"k\":\"v\"}}\nabcdefgh"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] withLength(byte[] content) {
        int header = 0;
        while (header < content.length && content[header] != '\n') {
            header++;
        }
        int data = Math.max(0, content.length - header - 1);
        return ByteBuffer.allocate(8 + header + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header)
                .put(content, 0, header)
                .put(content, content.length - data, data)
                .array();
    }
}
