package org.featureflow.io;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.HostValues;

/** Copies between {@link StoredTensor} and the arrays of the engine. */
final class ArrayBridge {
    private ArrayBridge() {}

    static NDArray toArray(StoredTensor tensor, NDManager manager) {
        Shape shape = new Shape(tensor.shape());
        switch (tensor.type()) {
            case BOOL:
                return create(manager, tensor, shape, DataType.BOOLEAN);
            case U8:
                return create(manager, tensor, shape, DataType.UINT8);
            case I8:
                return create(manager, tensor, shape, DataType.INT8);
            case I32:
                return create(manager, tensor, shape, DataType.INT32);
            case I64:
                return create(manager, tensor, shape, DataType.INT64);
            case F16:
                return create(manager, tensor, shape, DataType.FLOAT16);
            case F32:
                return create(manager, tensor, shape, DataType.FLOAT32);
            case F64:
                return create(manager, tensor, shape, DataType.FLOAT64);
            case BF16:
                return toArray(StoredTensor.ofFloats(tensor.toFloats(), tensor.shape()), manager);
            case I16:
            case U16:
                return create(manager, widened(tensor, Integer.BYTES), shape, DataType.INT32);
            default:
                return create(manager, widened(tensor, Long.BYTES), shape, DataType.INT64);
        }
    }

    private static NDArray create(NDManager manager, StoredTensor tensor, Shape shape, DataType type) {
        return create(manager, tensor.data(), shape, type);
    }

    private static NDArray create(NDManager manager, ByteBuffer data, Shape shape, DataType type) {
        ByteBuffer direct = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(data).flip();
        // On a CPU the engine borrows the buffer and forgets it when that one array closes, views of it or not: hand
        // out a copy instead.
        try (NDArray borrowed = manager.create(direct, shape, type)) {
            return borrowed.duplicate();
        }
    }

    private static ByteBuffer widened(StoredTensor tensor, int bytes) {
        long[] values = tensor.toLongs();
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(values.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            if (bytes == Integer.BYTES) {
                data.putInt(Math.toIntExact(value));
            } else {
                data.putLong(value);
            }
        }
        return data.flip();
    }

    static StoredTensor fromArray(NDArray array) {
        return new StoredTensor(typeOf(array.getDataType()), array.getShape().getShape(), HostValues.bytes(array));
    }

    private static ElementType typeOf(DataType type) {
        switch (type) {
            case BOOLEAN:
                return ElementType.BOOL;
            case UINT8:
                return ElementType.U8;
            case INT8:
                return ElementType.I8;
            case INT32:
                return ElementType.I32;
            case INT64:
                return ElementType.I64;
            case FLOAT16:
                return ElementType.F16;
            case FLOAT32:
                return ElementType.F32;
            case FLOAT64:
                return ElementType.F64;
            default:
                throw new FeatureFlowException(
                        "Arrays of type " + type + " cannot be stored; convert to float32 first.");
        }
    }
}
