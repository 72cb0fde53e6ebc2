package org.featureflow.benchmark;

import org.featureflow.cost.Timing;

/**
 * Measured training steps of one contender.
 *
 * @param contender who ran it
 * @param time of a step: forward and backward pass and the optimiser
 * @param peakMemory largest resident memory of the process in bytes, −1 if unknown
 */
public record StepTiming(String contender, Timing time, long peakMemory) {}
