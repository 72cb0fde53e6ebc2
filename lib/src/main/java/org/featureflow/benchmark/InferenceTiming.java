package org.featureflow.benchmark;

import java.util.List;
import org.featureflow.cost.Timing;

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
        Timing timing = Timing.of(
                network,
                batch,
                milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
        return new InferenceTiming(
                network,
                engine,
                batch,
                timing.repetitions(),
                timing.firstQuartile(),
                timing.median(),
                timing.thirdQuartile(),
                timing.imagesPerSecond(),
                fileBytes,
                peakMemory);
    }
}
