package org.featureflow.benchmark;

import java.util.List;

/**
 * Measured training steps of one contender.
 *
 * @param network the architecture
 * @param contender who ran it
 * @param batch images in a batch
 * @param steps how many were measured
 * @param firstQuartile milliseconds a step
 * @param median milliseconds a step
 * @param thirdQuartile milliseconds a step
 * @param imagesPerSecond at the median
 * @param peakMemory largest resident memory of the process in bytes, -1 if unknown
 */
public record StepTiming(
        String network,
        String contender,
        int batch,
        int steps,
        double firstQuartile,
        double median,
        double thirdQuartile,
        double imagesPerSecond,
        long peakMemory) {

    static StepTiming of(String network, String contender, int batch, List<Double> milliseconds, long peakMemory) {
        double[] sorted =
                milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = quantile(sorted, 0.5);
        return new StepTiming(
                network,
                contender,
                batch,
                sorted.length,
                quantile(sorted, 0.25),
                median,
                quantile(sorted, 0.75),
                batch * 1000 / median,
                peakMemory);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
