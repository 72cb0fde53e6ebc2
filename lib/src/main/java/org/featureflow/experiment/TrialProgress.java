package org.featureflow.experiment;

import java.util.Locale;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.StepMetrics;

/** Tells a trial's listener how its trainings go. */
final class TrialProgress implements ProgressListener {
    private final RunSpec trial;
    private final TrialListener listener;
    private final boolean retraining;
    private final int epochsBefore;

    /**
     * For one training of a trial.
     *
     * @param trial one that is retrained trains at no other time: the network that it cuts is another trial's
     */
    TrialProgress(RunSpec trial, TrialListener listener) {
        this.trial = trial;
        this.listener = listener;
        this.retraining = trial.retraining() != null;
        this.epochsBefore = retraining ? trial.recipe().epochs() : 0;
    }

    /** What a base's trial tells is progress of the trial that needs it. */
    static TrialListener of(RunSpec trial, TrialListener listener) {
        double share = trial.epochs() == 0 ? 0 : (double) trial.recipe().epochs() / trial.epochs();
        return new TrialListener() {
            @Override
            public void progress(RunSpec base, double fraction, String text) {
                listener.progress(trial, fraction * share, text);
            }
        };
    }

    @Override
    public void onStep(StepMetrics m) {
        tell(
                m.epochs() * (double) m.step() / m.totalSteps(),
                String.format(Locale.ROOT, "%s %d of %d, loss %.3f", what(), m.epoch(), m.epochs(), m.loss()));
    }

    @Override
    public void onEpoch(EpochMetrics m) {
        int epochs = retraining ? trial.retraining().epochs() : trial.recipe().epochs();
        double accuracy = m.validation() == null ? m.accuracy() : m.validation().top1();
        tell(m.epoch(), String.format(Locale.ROOT, "%s %d of %d, %.1f %%", what(), m.epoch(), epochs, 100 * accuracy));
    }

    private String what() {
        return retraining ? "retraining epoch" : "epoch";
    }

    private void tell(double epochsDone, String text) {
        listener.progress(trial, (epochsBefore + epochsDone) / trial.epochs(), text);
    }
}
