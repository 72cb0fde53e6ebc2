package org.featureflow.regularize;

import org.featureflow.FeatureFlowException;

/**
 * The weight of a penalty as a function of how far training has come: zero up to {@code start}, rising linearly over {@code warmUp}, then
 * constant. If start and warm-up together are more than 1, the training ends before the value is reached.
 *
 * @param value the final weight, finite and not negative
 * @param start fraction of training before which it is zero, in [0, 1]
 * @param warmUp fraction of training over which it rises, in [0, 1]
 */
public record Coefficient(double value, double start, double warmUp) {
    /**
     * Checks the ranges.
     *
     * @throws FeatureFlowException if a number is out of range
     */
    public Coefficient {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new FeatureFlowException(
                    "A penalty's coefficient must be 0 or a positive number, not " + value + ".");
        }
        if (!(start >= 0 && start <= 1 && warmUp >= 0 && warmUp <= 1)) {
            throw new FeatureFlowException("A coefficient's start (" + start + ") and warm-up (" + warmUp
                    + ") are fractions of the training, from 0 to 1.");
        }
    }

    /**
     * The same weight from the first step to the last.
     *
     * @param value the weight
     * @return a constant
     */
    public static Coefficient constant(double value) {
        return new Coefficient(value, 0, 0);
    }

    /**
     * A weight that rises from zero.
     *
     * @param value the final weight
     * @param fraction share of training over which it rises
     * @return a linear warm-up followed by the constant
     */
    public static Coefficient warmUp(double value, double fraction) {
        return new Coefficient(value, 0, fraction);
    }

    /**
     * A weight as the command line writes it: {@code VALUE[:START[:WARMUP]]}, start and warm-up as fractions of the training.
     *
     * @param text such as {@code 1e-6} or {@code 1e-4:0.1:0.2}
     * @return the coefficient
     * @throws FeatureFlowException if the text is not of that form
     */
    public static Coefficient parse(String text) {
        return parse(
                text,
                "A coefficient is a number such as 1e-8, or VALUE:START:WARMUP such as 1e-8:0:0.2, not “" + text
                        + "”.");
    }

    /** Says {@code otherwise} of a text of another form. */
    static Coefficient parse(String text, String otherwise) {
        String[] numbers = text.split(":", -1);
        try {
            if (numbers.length > 3) {
                throw new NumberFormatException("more than three");
            }
            return new Coefficient(
                    Double.parseDouble(numbers[0]),
                    numbers.length > 1 ? Double.parseDouble(numbers[1]) : 0,
                    numbers.length > 2 ? Double.parseDouble(numbers[2]) : 0);
        } catch (NumberFormatException e) {
            throw new FeatureFlowException(otherwise, e);
        }
    }

    /**
     * The weight at a point of training.
     *
     * @param progress from 0 to 1
     * @return the weight
     */
    public double at(double progress) {
        if (progress < start) {
            return 0;
        }
        return warmUp == 0 ? value : value * Math.min(1, (progress - start) / warmUp);
    }
}
