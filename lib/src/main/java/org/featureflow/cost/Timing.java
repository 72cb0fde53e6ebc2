package org.featureflow.cost;

import java.util.Arrays;
import java.util.List;

/**
 * Measured time of one network at one batch size.
 *
 * @param network the network's label
 * @param batch images in a batch
 * @param repetitions how often it was measured, warm-up not counted
 * @param firstQuartile milliseconds a batch
 * @param median milliseconds a batch
 * @param thirdQuartile milliseconds a batch
 */
public record Timing(
        String network, int batch, int repetitions, double firstQuartile, double median, double thirdQuartile) {

    /**
     * Summarises measurements.
     *
     * @param network the network's label
     * @param batch images in a batch
     * @param milliseconds at least one measured time, in any order
     * @return their quartiles
     */
    public static Timing of(String network, int batch, double[] milliseconds) {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        return new Timing(
                network, batch, sorted.length, quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /**
     * Summarises measurements.
     *
     * @param network the network's label
     * @param batch images in a batch
     * @param milliseconds at least one measured time, in any order
     * @return their quartiles
     */
    public static Timing of(String network, int batch, List<Double> milliseconds) {
        return of(
                network,
                batch,
                milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Linear between the two nearest values. */
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = (int) Math.ceil(at);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * Throughput at the median.
     *
     * @return images a second
     */
    public double imagesPerSecond() {
        return batch * 1000 / median;
    }
}
