package org.featureflow.compare;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How figures of several seeds are written, in sentences and in tables alike. */
public final class Figures {
    /** A deviation below this is that of equal figures, summed in different orders. */
    private static final double ROUNDING = 1e-9;

    private Figures() {}

    /**
     * Mean and sample standard deviation.
     *
     * @param sample values
     * @return such as {@code 91.20 ± 0.31}, the mean alone of one value, a dash for none
     */
    public static String of(Sample sample) {
        if (sample.size() == 0) {
            return "–";
        }
        if (sample.size() == 1) {
            return number(sample.mean());
        }
        // As many decimals as the deviation needs to be seen: more of the mean would say nothing, fewer would hide it.
        int decimals = decimals(sample.deviation());
        return number(sample.mean(), decimals) + " ± " + number(sample.deviation(), decimals);
    }

    private static int decimals(double deviation) {
        if (deviation >= 0.1 || deviation < ROUNDING) {
            return 2;
        }
        return deviation >= 0.001 ? 3 : 4;
    }

    /**
     * A mean difference.
     *
     * @param difference paired
     * @return such as {@code +0.31}, a dash for no pairs
     */
    public static String signed(PairedDifference difference) {
        return difference.differences().size() == 0
                ? "–"
                : signed(difference.differences().mean());
    }

    /**
     * A range.
     *
     * @param interval from an estimate
     * @return such as {@code [−0.20, +0.82]}, a dash for an unknown range
     */
    public static String of(Interval interval) {
        return interval.known() ? "[" + signed(interval.low()) + ", " + signed(interval.high()) + "]" : "–";
    }

    /**
     * Mean difference, interval and verdict.
     *
     * @param difference paired
     * @param unit of the difference
     * @return such as {@code +0.31 points [−0.20, +0.82], inside the noise}, with the interval's confidence if that is not the usual one
     */
    public static String sentence(PairedDifference difference, String unit) {
        return signed(difference) + (unit.isEmpty() ? "" : " " + unit) + interval(difference) + ", "
                + difference.verdict();
    }

    /**
     * Mean difference and interval.
     *
     * @param difference paired
     * @return such as {@code +0.31 [−0.20, +0.82]}
     */
    public static String withInterval(PairedDifference difference) {
        return signed(difference) + interval(difference);
    }

    /** With its confidence if that is not the usual one. */
    private static String interval(PairedDifference difference) {
        if (!difference.interval().known()) {
            return "";
        }
        boolean usual = difference.confidence() == PairedDifference.CONFIDENCE;
        String confidence = usual ? "" : String.format(Locale.ROOT, " at %.1f %%", 100 * difference.confidence());
        return " " + of(difference.interval()) + confidence;
    }

    /**
     * Seeds in a sentence.
     *
     * @param seeds at least one
     * @return such as {@code seed 1} or {@code seeds 1, 2}
     */
    public static String seeds(Collection<Long> seeds) {
        return (seeds.size() == 1 ? "seed " : "seeds ")
                + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * A coefficient as short as it can be said.
     *
     * @param value any number
     * @return such as {@code 1e-5} or {@code 0.03}
     */
    public static String coefficient(double value) {
        return PenaltyText.number(value);
    }

    private static String signed(double value) {
        String number = number(value);
        return number.startsWith("−") || number.equals("0.00") ? number : "+" + number;
    }

    /** Two decimals, or what is needed to see a small number; a true minus sign. */
    static String number(double value) {
        return number(value, value != 0 && Math.abs(value) < 0.1 ? 3 : 2);
    }

    private static String number(double value, int decimals) {
        double size = Math.abs(value);
        String text = String.format(Locale.ROOT, "%,." + (size >= 1000 ? 0 : decimals) + "f", size);
        boolean zero = text.matches("[0.]+");
        return zero ? "0.00" : (value < 0 ? "−" : "") + text;
    }
}
