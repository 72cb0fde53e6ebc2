package org.featureflow.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/** Changes of an array's values that keep its memory, for arrays that others hold. */
public final class InPlace {
    private InPlace() {}

    /**
     * Overwrites an array with the values of another. (DJL's {@code copyTo} lets the array borrow a buffer instead.)
     *
     * @param target what is overwritten, of at least one axis; gradients are not recorded
     * @param source the same shape, on the same device
     */
    public static void copy(NDArray target, NDArray source) {
        long[] end = target.getShape().getShape();
        long[] step = new long[end.length];
        Arrays.fill(step, 1);
        try (GradMode off = GradMode.off()) {
            JniUtils.indexSet((PtNDArray) target, (PtNDArray) source, new long[end.length], end, step);
        }
    }

    /**
     * Whether an array's elements lie in row-major order, so that a flat view of it is no copy.
     *
     * @param array an array on the CPU
     * @return true if it is contiguous
     */
    public static boolean isRowMajor(NDArray array) {
        try (NDManager local = array.getManager().newSubManager()) {
            NDArray handle = Autograd.detach(array);
            handle.attach(local);
            return OwnMemory.of(() -> handle.toByteBuffer(true)).isPresent();
        }
    }
}
