package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchCheckpointTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zip", "legacy"})
    void everyElementTypeIsRead(String format) {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(resource("types-" + format + ".pth"));
        Map<String, StoredTensor> tensors = checkpoint.tensors();
        assertThat(tensors.keySet())
                .containsExactly(
                        "float16",
                        "bfloat16",
                        "float32",
                        "float64",
                        "bool",
                        "uint8",
                        "int8",
                        "int16",
                        "int32",
                        "int64",
                        "uint16",
                        "uint32",
                        "uint64");
        tensors.forEach((name, tensor) -> {
            assertThat(tensor.shape()).as(name).containsExactly(2, 3);
            double[] expected =
                    name.equals("bool") ? new double[] {0, 1, 1, 1, 1, 1} : new double[] {0, 1, 2, 3, 100, 5};
            assertThat(tensor.toDoubles()).as(name).containsExactly(expected);
        });
        assertThat(tensors.values())
                .extracting(StoredTensor::type)
                .containsExactly(
                        ElementType.F16,
                        ElementType.BF16,
                        ElementType.F32,
                        ElementType.F64,
                        ElementType.BOOL,
                        ElementType.U8,
                        ElementType.I8,
                        ElementType.I16,
                        ElementType.I32,
                        ElementType.I64,
                        ElementType.U16,
                        ElementType.U32,
                        ElementType.U64);
        assertThat(checkpoint.skipped()).singleElement().asString().startsWith("complex64 (a tensor of type Complex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "legacy"})
    void viewsOfASharedStorageAreWrittenOut(String format) {
        Map<String, StoredTensor> tensors =
                PyTorchCheckpoint.read(resource("views-" + format + ".pth")).tensors();
        float[] base = new float[24];
        for (int i = 0; i < base.length; i++) {
            base[i] = i;
        }
        assertThat(tensors.get("whole")).isEqualTo(StoredTensor.ofFloats(base, 24));
        assertThat(tensors.get("transposed").shape()).containsExactly(6, 4);
        assertThat(tensors.get("transposed").toFloats())
                .startsWith(0, 6, 12, 18, 1, 7, 13, 19)
                .endsWith(5, 11, 17, 23);
        assertThat(tensors.get("column")).isEqualTo(StoredTensor.ofFloats(new float[] {2, 8, 14, 20}, 4));
        assertThat(tensors.get("tail")).isEqualTo(StoredTensor.ofFloats(new float[] {20, 21, 22, 23}, 4));
        assertThat(tensors.get("repeated")).isEqualTo(StoredTensor.ofFloats(new float[] {3, 3, 3, 3, 3, 3}, 2, 3));
        assertThat(tensors.get("channels_last")).isEqualTo(StoredTensor.ofFloats(base, 1, 2, 3, 4));
        assertThat(tensors.get("scalar")).isEqualTo(StoredTensor.ofFloats(new float[] {7}));
        assertThat(tensors.get("empty").shape()).containsExactly(0, 5);
        assertThat(tensors.get("parameter")).isEqualTo(StoredTensor.ofFloats(new float[] {0, 1}, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "legacy"})
    void aTrainingCheckpointGivesItsWeightsAndNamesTheRest(String format) {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(resource("training-" + format + ".pth"));
        assertThat(checkpoint.tensors().keySet())
                .containsExactly(
                        "conv.weight",
                        "conv.bias",
                        "bn.weight",
                        "bn.bias",
                        "bn.running_mean",
                        "bn.running_var",
                        "bn.num_batches_tracked");
        assertThat(checkpoint.tensors().get("conv.weight"))
                .isEqualTo(StoredTensor.ofFloats(new float[] {.5f, .5f}, 2, 1, 1, 1));
        assertThat(checkpoint.tensors().get("bn.num_batches_tracked")).isEqualTo(StoredTensor.ofLongs(new long[] {1}));
        assertThat(checkpoint.skipped())
                .containsExactly(
                        "epoch (a number)",
                        "arch (text)",
                        "best_prec1 (a number)",
                        "optimizer (a dictionary)",
                        "scheduler (a dictionary)");
    }

    @Test
    void bigEndianFilesAreTurnedAround() throws IOException {
        byte[] storage = ByteBuffer.allocate(8)
                .order(ByteOrder.BIG_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .array();
        Path file = PickleProgram.stateDictionary(2, 0, new long[] {2}, new long[] {1})
                .zip(folder.resolve("big.pth"), storage, "big");
        assertThat(PyTorchCheckpoint.read(file).tensors().get("w"))
                .isEqualTo(StoredTensor.ofFloats(new float[] {1.5f, -2}, 2));
    }

    @Test
    void aFirstAxisOfOneMayHaveAnyStride() throws IOException {
        byte[] storage = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(2)
                .array();
        Path file = PickleProgram.stateDictionary(2, 0, new long[] {1, 2}, new long[] {Long.MAX_VALUE, 1})
                .zip(folder.resolve("one.pth"), storage, "little");
        assertThat(PyTorchCheckpoint.read(file).tensors().get("w").toFloats()).containsExactly(1, 2);
    }

    static Path resource(String name) {
        try {
            return Path.of(
                    PyTorchCheckpointTest.class.getResource("/formats/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
