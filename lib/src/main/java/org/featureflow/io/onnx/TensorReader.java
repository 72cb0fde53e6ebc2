package org.featureflow.io.onnx;

import com.google.protobuf.CodedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ElementType;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/** One tensor of an ONNX file, raw or as a list of numbers. */
final class TensorReader {
    private static final int MOST_AXES = 16;

    private final CodedInputStream in;
    private final List<Long> shape = new ArrayList<>();
    private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    private String name = "";
    private int type;
    private int numberBytes;
    private ByteBuffer raw;
    private boolean elsewhere;

    TensorReader(CodedInputStream in) {
        this.in = in;
    }

    boolean read(int number) throws IOException {
        boolean packed = (in.getLastTag() & 7) == 2;
        switch (number) {
            case 1:
                each(packed, () -> shape.add(in.readInt64()));
                if (shape.size() > MOST_AXES) {
                    throw new MalformedFileException("one of its tensors has more than " + MOST_AXES + " axes");
                }
                return true;
            case 2:
                type = in.readInt32();
                return true;
            case 4:
                each(packed, () -> put(Integer.BYTES, Float.floatToRawIntBits(in.readFloat())));
                return true;
            case 5:
                each(packed, () -> put(Integer.BYTES, in.readInt32()));
                return true;
            case 7:
                each(packed, () -> put(Long.BYTES, in.readInt64()));
                return true;
            case 8:
                name = in.readStringRequireUtf8();
                return true;
            case 9:
                raw = in.readByteBuffer();
                return true;
            case 10:
                each(packed, () -> put(Long.BYTES, Double.doubleToRawLongBits(in.readDouble())));
                return true;
            case 11:
                each(packed, () -> put(Long.BYTES, in.readUInt64()));
                return true;
            case 14:
                elsewhere = in.readEnum() == 1;
                return true;
            default:
                return false;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void each(boolean packed, Step step) throws IOException {
        if (!packed) {
            step.run();
            return;
        }
        int before = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            step.run();
        }
        in.popLimit(before);
    }

    private void put(int bytes, long bits) {
        numberBytes = bytes;
        for (int i = 0; i < bytes; i++) {
            numbers.write((int) (bits >>> (8 * i)));
        }
    }

    String name() {
        return name;
    }

    StoredTensor tensor() throws MalformedFileException {
        if (elsewhere) {
            throw new MalformedFileException(
                    "its tensor “" + name + "” lies in another file", "save the model with its weights inside");
        }
        ElementType element = TensorType.of(type, name);
        long[] axes = shape.stream().mapToLong(Long::longValue).toArray();
        try {
            return new StoredTensor(element, axes, raw != null ? raw : narrowed(element));
        } catch (FeatureFlowException e) {
            throw new MalformedFileException("its tensor “" + name + "” is not sound: " + e.getMessage(), e);
        }
    }

    /** Types of one or two bytes are listed as 32-bit numbers. */
    private ByteBuffer narrowed(ElementType element) {
        ByteBuffer list = ByteBuffer.wrap(numbers.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        if (numberBytes == 0 || numberBytes <= element.bytes()) {
            return list;
        }
        ByteBuffer narrow = ByteBuffer.allocate(list.remaining() / numberBytes * element.bytes());
        for (int i = 0; i < list.limit(); i += numberBytes) {
            for (int b = 0; b < element.bytes(); b++) {
                narrow.put(list.get(i + b));
            }
        }
        return narrow.flip();
    }
}
