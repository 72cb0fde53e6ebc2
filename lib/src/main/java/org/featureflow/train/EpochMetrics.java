package org.featureflow.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch came to.
 *
 * @param epoch counted from 1
 * @param step finished steps of the whole training
 * @param learningRate the rate of the epoch's last step
 * @param loss mean cross-entropy of the training batches, in nats, as the network was when it saw them; label smoothing included
 * @param penalty mean of what the regulariser added to the loss
 * @param terms the regulariser's terms without coefficients: name → mean over the steps that reported it
 * @param accuracy fraction of the training images that were classified right when they were seen, 0 to 1
 * @param validation evaluation on the held-out images at the end of the epoch; null if none are held out
 * @param seconds time for the training steps, without validation
 * @param imagesPerSecond training images per second
 */
public record EpochMetrics(
        int epoch,
        long step,
        double learningRate,
        double loss,
        double penalty,
        Map<String, Double> terms,
        double accuracy,
        Evaluation validation,
        double seconds,
        double imagesPerSecond) {
    /** Keeps the order of the terms. */
    public EpochMetrics {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /**
     * What a seed decides.
     *
     * @return a copy that took no time
     */
    public EpochMetrics withoutTimes() {
        return new EpochMetrics(epoch, step, learningRate, loss, penalty, terms, accuracy, validation, 0, 0);
    }
}
