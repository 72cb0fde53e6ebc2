package org.featureflow.experiment;

import java.util.Locale;

/** How figures of several seeds are written, in sentences and in tables alike. */
public final class Figures {
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
        return sample.size() == 1 ? number(sample.mean()) : number(sample.mean()) + " ± " + number(sample.deviation());
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
     * @return such as {@code +0.31 points [−0.20, +0.82], inside the noise}
     */
    public static String sentence(PairedDifference difference, String unit) {
        String interval = difference.interval().known() ? " " + of(difference.interval()) : "";
        return signed(difference) + (unit.isEmpty() ? "" : " " + unit) + interval + ", " + difference.verdict();
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
        double size = Math.abs(value);
        String text = size >= 1000
                ? String.format(Locale.ROOT, "%,.0f", size)
                : String.format(Locale.ROOT, size > 0 && size < 0.1 ? "%.3f" : "%.2f", size);
        boolean zero = text.matches("[0.]+");
        return zero ? "0.00" : (value < 0 ? "−" : "") + text;
    }
}
