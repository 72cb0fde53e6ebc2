package org.featureflow.compare;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Repetitions of one figure, such as the accuracies of several seeds.
 *
 * @param values one value a repetition
 */
public record Sample(List<Double> values) {
    /** Copies the list. */
    public Sample {
        values = List.copyOf(values);
    }

    /**
     * How many there are.
     *
     * @return the number of values
     */
    public int size() {
        return values.size();
    }

    /**
     * Σx / n.
     *
     * @return the mean; NaN without values
     */
    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /**
     * The sample standard deviation √(Σ(x − mean)² / (n − 1)).
     *
     * @return NaN for fewer than two values
     */
    public double deviation() {
        double mean = mean();
        double squares =
                values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        return size() < 2 ? Double.NaN : Math.sqrt(squares / (size() - 1));
    }

    /**
     * Student's interval for the mean: mean ± t(n − 1) · s / √n. It supposes that repetitions vary about normally.
     *
     * @param confidence such as 0.95
     * @return unknown for fewer than two values
     */
    public Interval interval(double confidence) {
        if (size() < 2) {
            return Interval.UNKNOWN;
        }
        // The generator is for drawing only; null spares making one.
        double t = new TDistribution(null, size() - 1).inverseCumulativeProbability((1 + confidence) / 2);
        double half = t * deviation() / Math.sqrt(size());
        return new Interval(mean() - half, mean() + half);
    }

    /**
     * The bootstrap's interval for the mean: the middle share of the means of samples drawn from this one with replacement (percentile method,
     * Efron 1979). It supposes no normal distribution, but of few values it makes too narrow an interval.
     *
     * @param confidence such as 0.95
     * @param seed decides what is drawn
     * @return unknown for fewer than two values
     */
    public Interval bootstrap(double confidence, long seed) {
        return size() < 2 ? Interval.UNKNOWN : Bootstrap.ofMean(values, confidence, seed);
    }
}
