package org.featureflow.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the last few steps came to.
 *
 * @param epoch counted from 1
 * @param epochs epochs of the whole training
 * @param step finished steps of the whole training
 * @param totalSteps steps of the whole training
 * @param learningRate the rate of the last step
 * @param loss mean cross-entropy of the steps since the last report, in nats; label smoothing included
 * @param penalty mean of what the regulariser added to the loss since the last report
 * @param terms the regulariser's terms without coefficients, means since the last report
 * @param accuracy fraction of images classified right since the last report, 0 to 1
 * @param imagesPerSecond training images per second since the last report
 * @param secondsLeft estimate of the time the remaining steps take, validation included
 */
public record StepMetrics(
        int epoch,
        int epochs,
        long step,
        long totalSteps,
        double learningRate,
        double loss,
        double penalty,
        Map<String, Double> terms,
        double accuracy,
        double imagesPerSecond,
        double secondsLeft) {
    /** Keeps the order of the terms. */
    public StepMetrics {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }
}
