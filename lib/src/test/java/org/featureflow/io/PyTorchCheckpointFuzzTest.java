package org.featureflow.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class PyTorchCheckpointFuzzTest {
    private static final byte[] LEGACY = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c};

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void anyBytesAreReadOrRefused(byte[] content) {
        boolean whole =
                FuzzedFile.startsWith(content, (byte) 'P', (byte) 'K') || FuzzedFile.startsWith(content, LEGACY);
        // Other bytes are taken as the pickle of an archive.
        FuzzedFile.readOrRefused(
                whole ? content : FuzzedFile.zip("a/data.pkl", content, "a/data/0", new byte[96]),
                PyTorchCheckpoint::read);
    }

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(
                                "types-zip.pth",
                                "types-legacy.pth",
                                "views-zip.pth",
                                "views-legacy.pth",
                                "training-legacy.pth",
                                "module-zip.pth")
                        .map(FuzzedFile::resource),
                Stream.of(
                        PickleProgram.stateDictionary(24, 1, new long[] {2, 3}, new long[] {1, 4})
                                .bytes(),
                        new PickleProgram()
                                .global("os", "system")
                                .text("true")
                                .code("\u0085R.")
                                .bytes()));
    }
}
