package org.featureflow.io;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.featureflow.FeatureFlowException;

/**
 * An array as a file holds it: type, shape and the elements in row-major order, little-endian, contiguous. Lives on the Java heap, needs no
 * closing.
 *
 * @param type the type of every element
 * @param shape the size of every axis, outermost first; empty for a scalar
 * @param data the elements; what lies between position and limit when given, and from 0 when asked for
 */
public record StoredTensor(ElementType type, long[] shape, ByteBuffer data) {

    /**
     * Checks that the data has the size that type and shape ask for.
     *
     * @throws FeatureFlowException if it has not
     */
    public StoredTensor {
        shape = shape.clone();
        data = data.slice().asReadOnlyBuffer();
        long needed;
        try {
            needed = byteCount(type, shape);
        } catch (MalformedFileException impossible) {
            throw new FeatureFlowException("There can be no such array: " + impossible.getMessage() + ".", impossible);
        }
        if (needed != data.remaining()) {
            throw new FeatureFlowException("An array of shape " + Arrays.toString(shape) + " and type " + type
                    + " takes " + needed + " bytes, but " + data.remaining() + " were given; the file is damaged.");
        }
    }

    /**
     * Copies single-precision numbers.
     *
     * @param values the elements in row-major order
     * @param shape the size of every axis
     * @return a tensor of type F32
     */
    public static StoredTensor ofFloats(float[] values, long... shape) {
        ByteBuffer data = allocate(Math.multiplyExact(values.length, Float.BYTES));
        data.asFloatBuffer().put(values);
        return new StoredTensor(ElementType.F32, shape, data);
    }

    /**
     * Copies double-precision numbers.
     *
     * @param values the elements in row-major order
     * @param shape the size of every axis
     * @return a tensor of type F64
     */
    public static StoredTensor ofDoubles(double[] values, long... shape) {
        ByteBuffer data = allocate(Math.multiplyExact(values.length, Double.BYTES));
        data.asDoubleBuffer().put(values);
        return new StoredTensor(ElementType.F64, shape, data);
    }

    /**
     * Copies whole numbers.
     *
     * @param values the elements in row-major order
     * @param shape the size of every axis
     * @return a tensor of type I64
     */
    public static StoredTensor ofLongs(long[] values, long... shape) {
        ByteBuffer data = allocate(Math.multiplyExact(values.length, Long.BYTES));
        data.asLongBuffer().put(values);
        return new StoredTensor(ElementType.I64, shape, data);
    }

    /**
     * Copies an array of the engine in row-major order, whatever its strides in memory are.
     *
     * @param array any array of a type the engine can hand out; it stays open
     * @return its values
     */
    public static StoredTensor of(NDArray array) {
        return ArrayBridge.fromArray(array);
    }

    /**
     * Copies the values into the engine. Types that the engine lacks are widened: BF16 to float32, I16 and U16 to int32, U32 and U64 to int64.
     *
     * @param manager owns the new array
     * @return a new array of the same shape
     */
    public NDArray toArray(NDManager manager) {
        return ArrayBridge.toArray(this, manager);
    }

    /**
     * The size of every axis, outermost first.
     *
     * @return a copy
     */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /**
     * The elements.
     *
     * @return a fresh view, read-only, little-endian, position 0
     */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The number of elements.
     *
     * @return the product of the shape; 1 for a scalar
     */
    public int size() {
        return data.limit() / type.bytes();
    }

    /**
     * The values in single precision: rounded if the type is wider.
     *
     * @return a new array in row-major order
     */
    public float[] toFloats() {
        ByteBuffer source = data();
        float[] values = new float[size()];
        if (type == ElementType.F32) {
            source.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) type.doubleAt(source, i);
        }
        return values;
    }

    /**
     * The values in double precision; exact but for 64-bit integers beyond 2^53.
     *
     * @return a new array in row-major order
     */
    public double[] toDoubles() {
        ByteBuffer source = data();
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.doubleAt(source, i);
        }
        return values;
    }

    /**
     * The values as whole numbers.
     *
     * @return a new array in row-major order; U64 above 2^63-1 comes out negative
     * @throws FeatureFlowException if the type has fractions
     */
    public long[] toLongs() {
        if (type.isFloatingPoint()) {
            throw new FeatureFlowException("Whole numbers are needed here, but the array has type " + type + ".");
        }
        ByteBuffer source = data();
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.longAt(source, i);
        }
        return values;
    }

    /** The bytes an array takes. Throws if an axis is negative or the count does not fit in 63 bits. */
    static long byteCount(ElementType type, long[] shape) throws MalformedFileException {
        long count = type.bytes();
        for (long axis : shape) {
            if (axis < 0) {
                throw new MalformedFileException("the shape " + Arrays.toString(shape) + " has a negative axis");
            }
            try {
                count = Math.multiplyExact(count, axis);
            } catch (ArithmeticException tooLarge) {
                throw new MalformedFileException(
                        "the shape " + Arrays.toString(shape) + " is larger than any file", tooLarge);
            }
        }
        return count;
    }

    /**
     * A matrix [a, b] as [b, a]; to be called of tensors with two axes only.
     *
     * @return the same numbers in the other order
     */
    public StoredTensor transposed() {
        long[] across = {shape[1], shape[0]};
        ByteBuffer elements = StridedCopy.rowMajor(data, 0, type.bytes(), across, new long[] {1, shape[1]});
        return new StoredTensor(type, across, elements);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredTensor that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + data.hashCode();
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
