package org.featureflow.io;

import java.nio.ByteBuffer;

/** The type of one number of a {@link StoredTensor}; the names are those of the safetensors format. */
public enum ElementType {
    /** One byte, 0 or 1. */
    BOOL(1),
    /** Unsigned, 8 bits. */
    U8(1),
    /** Signed, 8 bits. */
    I8(1),
    /** Unsigned, 16 bits. */
    U16(2),
    /** Signed, 16 bits. */
    I16(2),
    /** Unsigned, 32 bits. */
    U32(4),
    /** Signed, 32 bits. */
    I32(4),
    /** Unsigned, 64 bits. */
    U64(8),
    /** Signed, 64 bits. */
    I64(8),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of an IEEE 754 binary32 (bfloat16). */
    BF16(2),
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary64. */
    F64(8);

    private static final double TWO_TO_64 = 0x1p64;

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * The size of one number.
     *
     * @return bytes per element
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether values have a fraction.
     *
     * @return true for F16, BF16, F32 and F64
     */
    public boolean isFloatingPoint() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /** The element at an index of a little-endian buffer, rounded to the nearest double (only 64-bit integers round). */
    double doubleAt(ByteBuffer data, int index) {
        int at = index * bytes;
        switch (this) {
            case F64:
                return data.getDouble(at);
            case F32:
                return data.getFloat(at);
            case BF16:
                return Float.intBitsToFloat(data.getShort(at) << 16);
            case F16:
                return HalfPrecision.toFloat(data.getShort(at));
            case U64:
                long bits = data.getLong(at);
                // The sum of an even part and the lowest bit rounds once, as required.
                return bits >= 0 ? bits : bits == -1L ? TWO_TO_64 : ((bits >>> 1) | (bits & 1)) * 2.0;
            default:
                return longAt(data, index);
        }
    }

    /** The element at an index of a little-endian buffer; for integer types and BOOL only. U64 above 2^63-1 comes out negative. */
    long longAt(ByteBuffer data, int index) {
        int at = index * bytes;
        switch (this) {
            case BOOL:
                return data.get(at) == 0 ? 0 : 1;
            case U8:
                return data.get(at) & 0xFF;
            case I8:
                return data.get(at);
            case U16:
                return data.getShort(at) & 0xFFFF;
            case I16:
                return data.getShort(at);
            case U32:
                return data.getInt(at) & 0xFFFFFFFFL;
            case I32:
                return data.getInt(at);
            case U64:
            case I64:
                return data.getLong(at);
            default:
                throw new IllegalStateException("Elements of type " + this + " are not integers.");
        }
    }
}
