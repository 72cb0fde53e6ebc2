package org.featureflow.benchmark;

import java.util.Arrays;
import java.util.List;

/**
 * Measured inferences of one network in one engine at one batch size.
 *
 * @param network the network's label
 * @param engine what computed it
 * @param batch images in a batch
 * @param repetitions how many were measured
 * @param firstQuartile milliseconds a batch, from pixels in a Java array to logits in a Java array
 * @param median milliseconds a batch
 * @param thirdQuartile milliseconds a batch
 * @param imagesPerSecond at the median
 * @param fileBytes size of the file that the engine loads
 * @param peakMemory largest resident memory of the engine's process so far in bytes, JVM included; −1 if unknown
 */
public record InferenceTiming(
        String network,
        String engine,
        int batch,
        int repetitions,
        double firstQuartile,
        double median,
        double thirdQuartile,
        double imagesPerSecond,
        long fileBytes,
        long peakMemory) {

    static InferenceTiming of(
            String network, String engine, int batch, List<Double> milliseconds, long fileBytes, long peakMemory) {
        double[] sorted = milliseconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double median = quantile(sorted, 0.5);
        return new InferenceTiming(
                network,
                engine,
                batch,
                sorted.length,
                quantile(sorted, 0.25),
                median,
                quantile(sorted, 0.75),
                batch * 1000 / median,
                fileBytes,
                peakMemory);
    }

    /** Linear between the two nearest values. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
