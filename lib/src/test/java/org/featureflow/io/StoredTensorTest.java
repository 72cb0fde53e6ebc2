package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.EngineSettings;
import org.junit.jupiter.api.Test;

class StoredTensorTest {
    @Test
    void halfPrecisionIsDecodedExactly() {
        assertThat(HalfPrecision.toFloat((short) 0x3C00)).isEqualTo(1f);
        assertThat(HalfPrecision.toFloat((short) 0xC000)).isEqualTo(-2f);
        assertThat(HalfPrecision.toFloat((short) 0x7BFF)).isEqualTo(65504f);
        assertThat(HalfPrecision.toFloat((short) 0x0400)).isEqualTo(0x1p-14f);
        assertThat(HalfPrecision.toFloat((short) 0x03FF)).isEqualTo(1023 * 0x1p-24f);
        assertThat(HalfPrecision.toFloat((short) 0x8001)).isEqualTo(-0x1p-24f);
        assertThat(Float.floatToIntBits(HalfPrecision.toFloat((short) 0x8000))).isEqualTo(0x80000000);
        assertThat(HalfPrecision.toFloat((short) 0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(HalfPrecision.toFloat((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(HalfPrecision.toFloat((short) 0x7E00)).isNaN();
    }

    @Test
    void everyTypeConvertsToNumbers() {
        ByteBuffer ones = ByteBuffer.allocate(8).putLong(0, -1L);
        assertThat(tensor(ElementType.BOOL, ones, 1).toLongs()).containsExactly(1);
        assertThat(tensor(ElementType.U8, ones, 1).toLongs()).containsExactly(255);
        assertThat(tensor(ElementType.I8, ones, 1).toLongs()).containsExactly(-1);
        assertThat(tensor(ElementType.U16, ones, 1).toLongs()).containsExactly(65535);
        assertThat(tensor(ElementType.I16, ones, 1).toLongs()).containsExactly(-1);
        assertThat(tensor(ElementType.U32, ones, 1).toDoubles()).containsExactly(4294967295.0);
        assertThat(tensor(ElementType.I32, ones, 1).toFloats()).containsExactly(-1);
        assertThat(tensor(ElementType.I64, ones, 1).toLongs()).containsExactly(-1);
        assertThat(tensor(ElementType.U64, ones, 1).toDoubles()).containsExactly(0x1p64);
        ByteBuffer half = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 63 | 1L);
        assertThat(tensor(ElementType.U64, half, 1).toDoubles()).containsExactly(0x1p63);
        ByteBuffer brain = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 0xC040);
        assertThat(tensor(ElementType.BF16, brain, 1).toFloats()).containsExactly(-3);
    }

    @Test
    void fractionsAreNotReadAsWholeNumbers() {
        assertThatThrownBy(() -> StoredTensor.ofFloats(new float[] {1.5f}, 1).toLongs())
                .isInstanceOf(FeatureFlowException.class);
    }

    @Test
    void shapeAndDataMustAgree() {
        assertThatThrownBy(() -> StoredTensor.ofFloats(new float[] {1, 2}, 3))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("12 bytes");
        assertThatThrownBy(() -> StoredTensor.ofFloats(new float[] {1, 2}, -2))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("negative");
    }

    @Test
    void theContentIsNotChangedFromOutside() {
        long[] shape = {2};
        StoredTensor tensor = StoredTensor.ofFloats(new float[] {1, 2}, shape);
        shape[0] = 5;
        tensor.shape()[0] = 6;
        assertThat(tensor.shape()).containsExactly(2);
        assertThat(tensor.data().isReadOnly()).isTrue();
    }

    @Test
    void channelsLastArraysAreCopiedInLogicalOrder() {
        try (NDManager manager = manager()) {
            NDArray nhwc = manager.arange(24f).reshape(1, 2, 3, 4);
            NDArray nchw = nhwc.transpose(0, 3, 1, 2);

            StoredTensor stored = StoredTensor.of(nchw);

            assertThat(stored.shape()).containsExactly(1, 4, 2, 3);
            assertThat(stored.toFloats()).startsWith(0, 4, 8, 12, 16, 20, 1, 5);
            assertThat(stored.toArray(manager)).isEqualTo(nchw);
        }
    }

    @Test
    void arraysOfEveryEngineTypeMakeTheRoundTrip() {
        try (NDManager manager = manager()) {
            for (DataType type : new DataType[] {
                DataType.FLOAT16,
                DataType.FLOAT32,
                DataType.FLOAT64,
                DataType.UINT8,
                DataType.INT8,
                DataType.INT32,
                DataType.INT64,
                DataType.BOOLEAN
            }) {
                NDArray array = manager.arange(6f).reshape(2, 3).toType(type, true);
                NDArray back = StoredTensor.of(array).toArray(manager);
                assertThat(back.getDataType()).isEqualTo(type);
                assertThat(back.getShape()).isEqualTo(new Shape(2, 3));
                assertThat(back.contentEquals(array)).as(type.name()).isTrue();
            }
            assertThat(StoredTensor.of(manager.create(2.5f)).shape()).isEmpty();
        }
    }

    @Test
    void typesTheEngineLacksAreWidened() {
        ByteBuffer bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x3F80)
                .putShort((short) 0x4000)
                .flip();
        try (NDManager manager = manager()) {
            assertThat(tensor(ElementType.BF16, bytes, 2).toArray(manager).toFloatArray())
                    .containsExactly(1, 2);
            assertThat(tensor(ElementType.U16, bytes, 2).toArray(manager).toIntArray())
                    .containsExactly(0x3F80, 0x4000);
            assertThat(tensor(ElementType.U32, bytes, 1).toArray(manager).toLongArray())
                    .containsExactly(0x40003F80L);
        }
    }

    @Test
    void arraysOutliveTheTensorTheyCameFrom() {
        try (NDManager manager = manager()) {
            NDArray view;
            try (NDArray array =
                    StoredTensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2).toArray(manager)) {
                view = array.transpose();
            }
            assertThat(view.toFloatArray()).containsExactly(1, 3, 2, 4);
        }
    }

    private static NDManager manager() {
        return EngineSettings.engine().newBaseManager();
    }

    private static StoredTensor tensor(ElementType type, ByteBuffer bytes, int count) {
        return new StoredTensor(type, new long[] {count}, bytes.duplicate().limit(count * type.bytes()));
    }
}
