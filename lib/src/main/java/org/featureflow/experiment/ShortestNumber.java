package org.featureflow.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Numbers as text in one form, whatever the JVM: the fewest digits that read back as the same number. {@link Double#toString} does not
 * promise that before Java 19, and a hash must not depend on it.
 */
final class ShortestNumber {
    /** Whole numbers up to here are written without an exponent. */
    private static final double PLAIN = 1e15;

    private static final int MOST_DIGITS = 17;

    private ShortestNumber() {}

    /** Such as {@code 0.1}, {@code 160} or {@code 1E-8}; for finite numbers. */
    static String of(Number number) {
        if (number instanceof Float f) {
            return text(shortest(new BigDecimal(f.doubleValue()), d -> d.floatValue() == f));
        }
        if (number instanceof Double d) {
            return text(shortest(new BigDecimal(d), s -> s.doubleValue() == d));
        }
        String literal = number.toString();
        try {
            return Long.toString(Long.parseLong(literal));
        } catch (NumberFormatException noWholeNumber) {
            return of((Number) Double.parseDouble(literal));
        }
    }

    /** For names and tables, such as {@code 0.25}, {@code 160} or {@code 5e-4}. */
    static String brief(double value) {
        if (value != 0 && Math.abs(value) < 0.01) {
            BigDecimal d = shortest(new BigDecimal(value), s -> s.doubleValue() == value)
                    .stripTrailingZeros();
            int exponent = d.precision() - d.scale() - 1;
            return d.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return of((Number) value);
    }

    private static BigDecimal shortest(BigDecimal exact, Predicate<BigDecimal> same) {
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (same.test(rounded)) {
                return rounded;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String text(BigDecimal number) {
        BigDecimal brief = number.stripTrailingZeros();
        return brief.scale() <= 0 && Math.abs(brief.doubleValue()) < PLAIN ? brief.toPlainString() : brief.toString();
    }
}
