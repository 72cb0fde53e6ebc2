package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
    @TempDir
    Path folder;

    @Test
    void aFileOfNumPyIsReadInRowMajorOrder() {
        Map<String, StoredTensor> arrays = Npz.read(PyTorchCheckpointTest.resource("numpy.npz"));
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        StoredTensor cube = StoredTensor.ofFloats(values, 2, 3, 4);
        assertThat(arrays.get("rows")).isEqualTo(cube);
        assertThat(arrays.get("columns")).isEqualTo(cube);
        assertThat(arrays.get("version2")).isEqualTo(cube);
        assertThat(arrays.get("version3")).isEqualTo(cube);
        assertThat(arrays.get("big").toFloats()).containsExactly(values);
        assertThat(arrays.get("scalar")).isEqualTo(StoredTensor.ofDoubles(new double[] {2.5}));
        assertThat(arrays.get("empty").shape()).containsExactly(0, 3);
        assertThat(arrays.get("a/b").toLongs()).containsExactly(1, 0, 1);
        for (String name : "f2 u1 i1 u2 i2 u4 i4 u8 i8".split(" ")) {
            assertThat(arrays.get(name).toDoubles()).as(name).containsExactly(1, 100);
        }
    }

    @Test
    void theReferenceFixturesAreRead() throws URISyntaxException {
        Path file = Path.of(NpzTest.class.getResource("/reference/sgd.npz").toURI());
        Map<String, StoredTensor> arrays = Npz.read(file);
        assertThat(arrays).containsOnlyKeys("start", "grads", "rates", "momentum", "nesterov");
        assertThat(arrays.get("grads").shape()).containsExactly(40, 20);
        assertThat(arrays.get("grads").type()).isEqualTo(ElementType.F64);
    }

    @Test
    void whatIsWrittenIsReadBackAndEqualArraysMakeEqualFiles() throws IOException {
        Map<String, StoredTensor> arrays = new LinkedHashMap<>();
        arrays.put("logits", StoredTensor.ofFloats(new float[] {1, -2, 3, 4, 5, 6}, 3, 2));
        arrays.put("flow/l1", StoredTensor.ofDoubles(new double[] {Math.E}));
        arrays.put("labels", StoredTensor.ofLongs(new long[] {3, 8, 8}, 3));
        arrays.put("none", StoredTensor.ofFloats(new float[0], 0, 4));
        Npz.write(folder.resolve("first.npz"), arrays);
        Npz.write(folder.resolve("second.npz"), arrays);
        assertThat(Npz.read(folder.resolve("first.npz"))).isEqualTo(arrays);
        assertThat(folder.resolve("second.npz")).hasSameBinaryContentAs(folder.resolve("first.npz"));
    }

    @Test
    void theHeaderIsTheOneNumPyWrites() {
        byte[] header = Npy.header(StoredTensor.ofFloats(new float[3], 3));
        assertThat(header).hasSize(128);
        assertThat(new String(header, 10, 118, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }   ")
                .endsWith(" \n");
        assertThat(Arrays.copyOf(header, 10)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    }

    @Test
    void arraysOfPythonObjectsAreRefused() {
        assertThatThrownBy(() -> Npz.read(PyTorchCheckpointTest.resource("objects.npz")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("plain number type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,), }; the shape (9999999999999999999,)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296), }; larger than any file",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }; the shape (-1,)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }; should take 12 bytes",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }; type c8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os'), }; header is damaged",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }; plain number type"
            })
    void damagedHeadersAreRefusedWithTheReason(String header, String reason) throws IOException {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        array.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        array.writeBytes(new byte[8]);
        assertRefused(zip("x.npy", array.toByteArray()), reason);
    }

    @Test
    void otherContentIsRefused() throws IOException {
        assertRefused(zip("x.txt", new byte[1]), "x.txt");
        assertRefused(zip("x.npy", new byte[20]), "not a NumPy array");
        assertRefused(
                zip("x.npy", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127}), "header of");
        assertRefused(zip("../x.npy", new byte[20]), "outside the archive");
        assertRefused(Files.writeString(folder.resolve("plain"), "text"), "zip archive");
        assertRefused(folder.resolve("absent"), "There is no file");
        assertRefused(folder, "folder");
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        assertRefused(zip("x.npy", new byte[80 << 20]), "times its size");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 40, 127, 130})
    void truncatedArraysAreRefused(int length) throws IOException {
        byte[] whole = Arrays.copyOf(Npy.header(StoredTensor.ofFloats(new float[1], 1)), 132);
        assertRefused(zip("x.npy", Arrays.copyOf(whole, length)), "Cannot read");
    }

    private Path zip(String name, byte[] content) throws IOException {
        Path file = folder.resolve("hostile.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleProgram.add(zip, name, content);
        }
        return file;
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining(reason);
    }
}
