package org.featureflow.benchmark;

import org.featureflow.cost.Timing;

/**
 * Measured inferences of one network in one engine at one batch size.
 *
 * @param engine what computed it
 * @param time from pixels in a Java array to logits in a Java array
 * @param fileBytes size of the file that the engine loads
 * @param peakMemory largest resident memory of the engine's process so far in bytes, JVM included; −1 if unknown
 */
public record InferenceTiming(String engine, Timing time, long fileBytes, long peakMemory) {}
