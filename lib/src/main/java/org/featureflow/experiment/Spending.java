package org.featureflow.experiment;

/**
 * What a run took, the training of its dense network included even where several runs share it.
 *
 * @param epochs of training
 * @param retrainingEpochs of retraining
 * @param seconds wall-clock time of all training steps
 * @param macs multiply-accumulates of all training steps, backward counted as twice forward; a teacher's forward
 *     passes counted, penalties not
 */
public record Spending(int epochs, int retrainingEpochs, double seconds, double macs) {
    /**
     * What a seed decides.
     *
     * @return a copy that took no time
     */
    public Spending withoutTimes() {
        return new Spending(epochs, retrainingEpochs, 0, macs);
    }
}
