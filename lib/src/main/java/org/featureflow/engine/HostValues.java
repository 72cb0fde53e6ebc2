package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Values of arrays as Java numbers, row by row. DJL's {@code toFloatArray()} makes a copy of whatever is not row-major in memory, as
 * features on a CPU are not, or lies on a GPU, and leaves it with the array's manager, for a network's array as long as the network lives.
 */
public final class HostValues {
    private HostValues() {}

    /**
     * All elements as {@code float}.
     *
     * @param array any shape, FLOAT32 or FLOAT64
     * @return in row-major order; FLOAT64 is rounded
     */
    public static float[] floats(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return read(array, NDArray::toFloatArray);
        }
        double[] exact = read(array, NDArray::toDoubleArray);
        float[] values = new float[exact.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) exact[i];
        }
        return values;
    }

    /**
     * All elements as {@code double}.
     *
     * @param array any shape, FLOAT32 or FLOAT64
     * @return in row-major order
     */
    public static double[] doubles(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return read(array, NDArray::toDoubleArray);
        }
        float[] floats = read(array, NDArray::toFloatArray);
        double[] values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    /**
     * The way back: numbers as an array. The manager gets nothing else, also where DJL has to convert them; it may live as long as a network.
     *
     * @param manager owner of the result
     * @param values in row-major order
     * @param shape as many elements
     * @param type element type
     * @return an array of this shape and type
     */
    public static NDArray array(NDManager manager, float[] values, Shape shape, DataType type) {
        NDArray single = manager.create(values, shape);
        if (type == DataType.FLOAT32) {
            return single;
        }
        try (single) {
            return single.toType(type, true);
        }
    }

    /**
     * All elements as they are.
     *
     * @param array any shape and type, on any device
     * @return their bytes in row-major order, little-endian
     */
    public static ByteBuffer bytes(NDArray array) {
        return read(array, handle -> handle.toByteBuffer(false));
    }

    private static <T> T read(NDArray array, Function<NDArray, T> reading) {
        try (NDManager local = array.getManager().newSubManager()) {
            NDArray handle = Autograd.detach(array);
            handle.attach(local);
            return reading.apply(handle);
        }
    }
}
