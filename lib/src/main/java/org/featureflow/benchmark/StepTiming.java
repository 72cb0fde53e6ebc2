package org.featureflow.benchmark;

import java.util.List;
import org.featureflow.cost.Timing;

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
        Timing timing = Timing.of(
                network,
                batch,
                milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
        return new StepTiming(
                network,
                contender,
                batch,
                timing.repetitions(),
                timing.firstQuartile(),
                timing.median(),
                timing.thirdQuartile(),
                timing.imagesPerSecond(),
                peakMemory);
    }
}
