package org.featureflow.io.onnx;

import com.google.protobuf.CodedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ElementType;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.StoredTensor;

/** One tensor of an ONNX file, raw or as a list of numbers. */
final class TensorReader {
    private static final int MOST_AXES = 16;
    private static final int MOST_ENTRIES = 16;

    private final CodedInputStream in;
    private final ExternalData external;
    private final Map<String, String> entries = new HashMap<>();
    private final List<Long> shape = new ArrayList<>();
    private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    private String name = "";
    private int type;
    private int numberBytes;
    private ByteBuffer raw;
    private boolean elsewhere;

    TensorReader(CodedInputStream in, ExternalData external) {
        this.in = in;
        this.external = external;
    }

    boolean read(int number) throws IOException {
        boolean packed = (in.getLastTag() & 7) == 2;
        switch (number) {
            case 1:
                each(packed, () -> {
                    shape.add(in.readInt64());
                    if (shape.size() > MOST_AXES) {
                        throw new MalformedFileException("one of its tensors has more than " + MOST_AXES + " axes");
                    }
                });
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
            case 13:
                entry();
                return true;
            case 14:
                elsewhere = in.readEnum() == 1;
                return true;
            default:
                return false;
        }
    }

    /** One of the words that say where external data lies. */
    private void entry() throws IOException {
        if (entries.size() >= MOST_ENTRIES) {
            throw new MalformedFileException("its tensor “" + name + "” says too much about where it lies");
        }
        String[] pair = {"", ""};
        int before = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = tag >>> 3;
            if (number == 1 || number == 2) {
                pair[number - 1] = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(before);
        entries.put(pair[0], pair[1]);
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

    private void put(int bytes, long bits) throws MalformedFileException {
        if (numberBytes != 0 && numberBytes != bytes) {
            throw new MalformedFileException("its tensor “" + name + "” is two lists of numbers");
        }
        numberBytes = bytes;
        for (int i = 0; i < bytes; i++) {
            numbers.write((int) (bits >>> (8 * i)));
        }
    }

    String name() {
        return name;
    }

    StoredTensor tensor() throws IOException {
        if (elsewhere) {
            raw = external.bytes(name, entries);
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
