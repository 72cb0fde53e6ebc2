package org.featureflow.compare;

/**
 * A range of values, both ends included; NaN where there is too little to say one.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /** Nothing is known. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /**
     * Whether there is a range.
     *
     * @return false for {@link #UNKNOWN}
     */
    public boolean known() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
