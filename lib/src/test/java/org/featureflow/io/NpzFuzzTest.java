package org.featureflow.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class NpzFuzzTest {
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void anyBytesAreReadOrRefused(byte[] content) {
        boolean archive = FuzzedFile.startsWith(content, (byte) 'P', (byte) 'K');
        FuzzedFile.readOrRefused(archive ? content : FuzzedFile.zip("array.npy", content), Npz::read);
    }

    static Stream<byte[]> seeds() {
        StoredTensor array = StoredTensor.ofFloats(new float[] {1, 2}, 2);
        byte[] header = Npy.header(array);
        byte[] npy = java.util.Arrays.copyOf(header, header.length + 8);
        array.data().get(npy, header.length, 8);
        return Stream.of(FuzzedFile.resource("numpy.npz"), FuzzedFile.resource("objects.npz"), npy);
    }
}
