package org.featureflow.io.onnx;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.featureflow.io.ElementType;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.PadShortcut;

/** Numbers of an ONNX file in the form that layers take. */
final class Numbers {
    private static final int LARGEST = 1 << 20;

    /** Relative error of a number that was rounded to half precision. */
    private static final double HALF_PRECISION = 1e-3;

    private Numbers() {}

    /** A size or step, within what any network has. */
    static int toInt(OnnxNode node, long value) throws MalformedFileException {
        if (value < 0 || value > LARGEST) {
            throw node.refused("has the number " + value + " where a size is expected");
        }
        return (int) value;
    }

    /** The decimal number that a float was written as: 1e-5 rather than 9.99999974e-6. */
    static BigDecimal decimal(float value) {
        return new BigDecimal(Float.toString(value));
    }

    /** Whether a value is one number of the file, which may have it in half precision. */
    static boolean isNumber(Value value, double expected) {
        Double number = number(value);
        return number != null && Math.abs(number - expected) <= HALF_PRECISION * Math.abs(expected);
    }

    /** The finite number that a value is, if it is one of the file; else null. */
    static Double number(Value value) {
        boolean one = value instanceof Value.Constant c
                && c.tensor().type().isFloatingPoint()
                && c.tensor().size() == 1
                && Float.isFinite(c.tensor().toFloats()[0]);
        return one ? (double) ((Value.Constant) value).tensor().toFloats()[0] : null;
    }

    static boolean isZero(StoredTensor tensor) {
        for (float value : tensor.toFloats()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    static List<Long> axes(StoredTensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    static StoredTensor floats(StoredTensor tensor) {
        return tensor.type() == ElementType.F32 ? tensor : StoredTensor.ofFloats(tensor.toFloats(), tensor.shape());
    }

    /** One number per channel, whatever axes of length 1 stand around it. */
    static StoredTensor vector(OnnxNode node, StoredTensor tensor, int length) throws MalformedFileException {
        long longest = 1;
        for (long axis : tensor.shape()) {
            longest = Math.max(longest, axis);
        }
        if (tensor.size() != length || longest != length) {
            throw node.refused("has " + tensor + " where " + length + " numbers are expected");
        }
        return StoredTensor.ofFloats(tensor.toFloats(), length);
    }

    /** Every row, along the first axis, times a number of its own. */
    static StoredTensor scaled(StoredTensor rows, float[] factors) {
        float[] values = rows.toFloats();
        int length = values.length / factors.length;
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i / length];
        }
        return StoredTensor.ofFloats(values, rows.shape());
    }

    static StoredTensor sum(StoredTensor a, StoredTensor b) {
        float[] values = a.toFloats();
        float[] more = b.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] += more[i];
        }
        return StoredTensor.ofFloats(values, a.shape());
    }

    /** Some rows, along the first axis. */
    static StoredTensor rows(StoredTensor all, int[] taken) {
        long[] shape = all.shape();
        float[] values = all.toFloats();
        int length = values.length / Math.toIntExact(shape[0]);
        float[] some = new float[taken.length * length];
        for (int i = 0; i < taken.length; i++) {
            System.arraycopy(values, taken[i] * length, some, i * length, length);
        }
        shape[0] = taken.length;
        return StoredTensor.ofFloats(some, shape);
    }

    /** [a, b] → [b, a]. */
    static StoredTensor transposed(StoredTensor matrix) {
        return floats(matrix).transposed();
    }

    /**
     * The channels that a 1×1 convolution of zeros and ones copies, as padded shortcuts are written; no training makes such a weight.
     *
     * @return for every output channel its source or −1; empty if the weight is another one
     */
    static List<Integer> copiedChannels(StoredTensor weight) {
        int out = Math.toIntExact(weight.shape()[0]);
        int in = Math.toIntExact(weight.shape()[1]);
        float[] values = weight.toFloats();
        List<Integer> sources = new ArrayList<>();
        boolean any = false;
        for (int o = 0; o < out; o++) {
            int source = PadShortcut.ZEROS;
            for (int i = 0; i < in; i++) {
                float value = values[o * in + i];
                if (value == 1 && source == PadShortcut.ZEROS) {
                    source = i;
                } else if (value != 0) {
                    return List.of();
                }
            }
            any |= source != PadShortcut.ZEROS;
            sources.add(source);
        }
        return any ? sources : List.of();
    }
}
