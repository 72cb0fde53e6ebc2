package org.featureflow.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A tensor as the pickle describes it: a strided view of a storage.
 *
 * @param storage where the elements are
 * @param type of the elements; differs from the storage's where that holds bare bytes
 * @param offset of the first element, in elements from the storage's begin
 * @param shape the size of every axis
 * @param strides the distance along every axis, in elements
 */
record TensorReference(StorageReference storage, StorageType type, long offset, long[] shape, long[] strides) {

    /** From the arguments of {@code torch._utils._rebuild_tensor} and its later versions. */
    static TensorReference of(Object storage, Object offset, Object shape, Object strides, StorageType type)
            throws MalformedFileException {
        if (!(storage instanceof StorageReference reference)) {
            throw new MalformedFileException("a tensor in it has no storage");
        }
        StorageType elements = type == null ? reference.type() : type;
        TensorReference tensor = new TensorReference(
                reference,
                elements,
                PickledNumbers.nonNegative(offset),
                PickledNumbers.axes(shape),
                PickledNumbers.axes(strides));
        if (tensor.shape.length != tensor.strides.length) {
            throw new MalformedFileException(
                    "a tensor in it has " + tensor.shape.length + " axes but " + tensor.strides.length + " strides");
        }
        return tensor;
    }

    /** The bytes of the elements, once each index of the view is written out. */
    long bytes() throws MalformedFileException {
        return StoredTensor.byteCount(type.element(), shape);
    }

    /** Whether the elements lie in row-major order without gaps, so that a slice of the storage will do. */
    boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != expected) {
                return false;
            }
            expected *= shape[axis];
        }
        return true;
    }

    /** The first byte of the view within the storage's bytes, after a check that first and last lie inside. */
    private int start(int storageBytes) throws MalformedFileException {
        try {
            long first = Math.addExact(offset, storage.viewOffset());
            long last = first;
            for (int axis = 0; axis < shape.length; axis++) {
                last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
            }
            if (last < storageBytes / type.bytes()) {
                return Math.toIntExact(first * type.bytes());
            }
        } catch (ArithmeticException tooLarge) {
            throw outside(tooLarge);
        }
        throw outside(null);
    }

    private MalformedFileException outside(ArithmeticException cause) {
        return new MalformedFileException(
                "a tensor of shape " + Arrays.toString(shape) + ", strides " + Arrays.toString(strides) + " and offset "
                        + offset + " reaches beyond its storage of " + storage.elements() + " elements",
                cause);
    }

    /** Reads the view from the bytes of its storage, little-endian. The caller has checked that {@link #bytes()} fit in an int. */
    StoredTensor read(ByteBuffer bytes) throws MalformedFileException {
        int count = (int) bytes();
        if (count == 0) {
            return new StoredTensor(type.element(), shape, ByteBuffer.allocate(0));
        }
        int start = start(bytes.limit());
        if (isContiguous()) {
            return new StoredTensor(type.element(), shape, bytes.slice(start, count));
        }
        return new StoredTensor(
                type.element(), shape, StridedCopy.rowMajor(bytes, start, type.bytes(), shape, strides));
    }
}
