package org.featureflow.experiment;

import java.util.List;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.Evaluation;

/**
 * A network at one point of a run, and how it got there.
 *
 * @param parameters its parameters
 * @param macs its MACs for one image, of convolutions, linear layers and attention
 * @param validation the last state on the held-out images; null if none are held out
 * @param test the last state on the test images
 * @param bestEpoch the epoch that validated best; 0 where nothing was trained
 * @param bestValidation the state after that epoch on the held-out images; null if none are held out or nothing was trained
 * @param bestTest that state on the test images; null where nothing was trained
 * @param history one entry an epoch; empty where nothing was trained
 */
public record Stage(
        long parameters,
        long macs,
        Evaluation validation,
        Evaluation test,
        int bestEpoch,
        Evaluation bestValidation,
        Evaluation bestTest,
        List<EpochMetrics> history) {
    /** Copies the list. */
    public Stage {
        history = history == null ? List.of() : List.copyOf(history);
    }

    /**
     * What a seed decides.
     *
     * @return a copy whose epochs took no time
     */
    public Stage withoutTimes() {
        List<EpochMetrics> timeless =
                history.stream().map(EpochMetrics::withoutTimes).toList();
        return new Stage(parameters, macs, validation, test, bestEpoch, bestValidation, bestTest, timeless);
    }
}
