package org.featureflow.io;

/** IEEE 754 binary16; {@code Float.float16ToFloat} exists only from Java 20 on. */
final class HalfPrecision {
    private static final float SMALLEST_SUBNORMAL = 0x1p-24f;

    private HalfPrecision() {}

    /** The value of a binary16; every one is exact in binary32. */
    static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0) {
            return Math.copySign(mantissa * SMALLEST_SUBNORMAL, Float.intBitsToFloat(sign | 1));
        }
        int exponent32 = exponent == 31 ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | exponent32 << 23 | mantissa << 13);
    }
}
