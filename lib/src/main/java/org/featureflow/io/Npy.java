package org.featureflow.io;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One array in NumPy's own format: a magic string, a version, a Python dictionary with type, order and shape, the elements. */
final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER_BYTES = 1 << 16;
    private static final int ALIGNMENT = 64;

    /**
     * The dictionary as NumPy writes it, with keys sorted; other writers keep that form, since NumPy's manual asks for it. Possessive
     * quantifiers: a damaged header fails at once, however long it is.
     */
    private static final Pattern HEADER = Pattern.compile("\\{ *+'descr': *+'([<>=|])([a-zA-Z])(\\d{1,2}+)' *+,"
            + " *+'fortran_order': *+(True|False) *+, *+'shape': *+\\(([^()]*+)\\) *+,? *+\\}\\s*+");

    private static final Pattern AXIS = Pattern.compile("\\d{1,19}L?");
    private static final int MOST_AXES = 32;

    private Npy() {}

    /** Reads an array from all remaining bytes. */
    static StoredTensor parse(byte[] content) throws MalformedFileException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return parse(bytes);
        } catch (BufferUnderflowException truncated) {
            throw new MalformedFileException("an array in it ends too early", truncated);
        }
    }

    private static StoredTensor parse(ByteBuffer bytes) throws MalformedFileException {
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new MalformedFileException("it holds something that is not a NumPy array");
        }
        int version = bytes.get();
        bytes.get();
        if (version < 1 || version > 3) {
            throw new MalformedFileException("an array in it has format version " + version);
        }
        long length = version == 1 ? bytes.getShort() & 0xFFFF : bytes.getInt() & 0xFFFFFFFFL;
        if (length > MOST_HEADER_BYTES) {
            throw new MalformedFileException("an array in it has a header of " + length + " bytes");
        }
        byte[] text = new byte[(int) Math.min(length, bytes.remaining() + 1L)];
        bytes.get(text);
        return parse(new String(text, StandardCharsets.UTF_8), bytes.slice());
    }

    private static StoredTensor parse(String header, ByteBuffer data) throws MalformedFileException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new MalformedFileException("an array in it is not of a plain number type, or its header is damaged");
        }
        ElementType type = type(matcher.group(2), matcher.group(3));
        long[] shape = shape(matcher.group(5));
        long needed = StoredTensor.byteCount(type, shape);
        if (needed != data.remaining()) {
            throw new MalformedFileException("an array of shape " + Arrays.toString(shape) + " in it should take "
                    + needed + " bytes, but takes " + data.remaining());
        }
        ByteBuffer elements = matcher.group(1).equals(">") ? SwappedBytes.of(data, type.bytes()) : data;
        if (matcher.group(4).equals("True") && needed > 0) {
            elements = StridedCopy.rowMajor(elements, 0, type.bytes(), shape, columnMajorStrides(shape));
        }
        return new StoredTensor(type, shape, elements);
    }

    private static ElementType type(String kind, String bytes) throws MalformedFileException {
        return switch (kind + bytes) {
            case "b1" -> ElementType.BOOL;
            case "u1" -> ElementType.U8;
            case "i1" -> ElementType.I8;
            case "u2" -> ElementType.U16;
            case "i2" -> ElementType.I16;
            case "u4" -> ElementType.U32;
            case "i4" -> ElementType.I32;
            case "u8" -> ElementType.U64;
            case "i8" -> ElementType.I64;
            case "f2" -> ElementType.F16;
            case "f4" -> ElementType.F32;
            case "f8" -> ElementType.F64;
            default ->
                throw new MalformedFileException(
                        "an array in it has type " + kind + bytes + ", which is not supported");
        };
    }

    private static long[] shape(String tuple) throws MalformedFileException {
        String[] axes = tuple.isBlank() ? new String[0] : tuple.split(",", MOST_AXES + 2);
        // (3,) and (2, 3,) end with a comma.
        int count = axes.length > 0 && axes[axes.length - 1].isBlank() ? axes.length - 1 : axes.length;
        long[] shape = new long[count];
        for (int i = 0; i < count; i++) {
            String axis = axes[i].strip();
            if (count > MOST_AXES || !AXIS.matcher(axis).matches()) {
                throw new MalformedFileException("an array in it has the shape (" + tuple + ")");
            }
            try {
                shape[i] = Long.parseLong(axis.replace("L", ""));
            } catch (NumberFormatException tooLarge) {
                throw new MalformedFileException("an array in it has the shape (" + tuple + ")", tooLarge);
            }
        }
        return shape;
    }

    private static long[] columnMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** Everything in front of the elements, version 1, padded so that they begin at a multiple of 64 bytes. */
    static byte[] header(StoredTensor tensor) {
        StringJoiner shape = new StringJoiner(", ", "(", tensor.shape().length == 1 ? ",)" : ")");
        for (long axis : tensor.shape()) {
            shape.add(Long.toString(axis));
        }
        String text =
                "{'descr': '" + description(tensor.type()) + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int unpadded = MAGIC.length + 4 + text.length() + 1;
        int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
        int length = text.length() + 1 + padding;
        ByteBuffer header = ByteBuffer.allocate(unpadded + padding).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        header.put((text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    private static String description(ElementType type) {
        String kind = type == ElementType.BOOL
                ? "b"
                : type.isFloatingPoint() ? "f" : type.name().startsWith("U") ? "u" : "i";
        return (type.bytes() == 1 ? "|" : "<") + kind + type.bytes();
    }
}
