package org.featureflow.experiment;

import java.util.Locale;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.StepMetrics;

/** Tells a trial's listener how its trainings go. */
final class TrialProgress implements ProgressListener {
    private final RunSpec trial;
    private final TrialListener listener;
    private final int epochsBefore;

    /**
     * For one training of a trial.
     *
     * @param epochsBefore epochs of its earlier training
     */
    TrialProgress(RunSpec trial, TrialListener listener, int epochsBefore) {
        this.trial = trial;
        this.listener = listener;
        this.epochsBefore = epochsBefore;
    }

    /** What a base's trial tells is progress of the trial that needs it. */
    static TrialListener of(RunSpec trial, TrialListener listener) {
        double share = (double) trial.recipe().epochs() / epochs(trial);
        return new TrialListener() {
            @Override
            public void progress(RunSpec base, double fraction, String text) {
                listener.progress(trial, fraction * share, text);
            }
        };
    }

    private static int epochs(RunSpec trial) {
        return trial.recipe().epochs()
                + (trial.retraining() == null ? 0 : trial.retraining().epochs());
    }

    @Override
    public void onStep(StepMetrics m) {
        tell(
                m.epochs() * (double) m.step() / m.totalSteps(),
                String.format(Locale.ROOT, "%s %d of %d, loss %.3f", what(), m.epoch(), m.epochs(), m.loss()));
    }

    @Override
    public void onEpoch(EpochMetrics m) {
        int epochs =
                epochsBefore == 0 ? trial.recipe().epochs() : trial.retraining().epochs();
        double accuracy = m.validation() == null ? m.accuracy() : m.validation().top1();
        tell(m.epoch(), String.format(Locale.ROOT, "%s %d of %d, %.1f %%", what(), m.epoch(), epochs, 100 * accuracy));
    }

    private String what() {
        return epochsBefore == 0 ? "epoch" : "retraining epoch";
    }

    private void tell(double epochsDone, String text) {
        listener.progress(trial, (epochsBefore + epochsDone) / epochs(trial), text);
    }
}
