package org.featureflow.sweep;

import java.time.Duration;
import java.util.List;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;
import org.featureflow.train.TrainingStoppedException;

/** Runs trials in this process, one after the other. A native crash ends all of it: {@link PoolRunner} is safer. */
public final class InProcessRunner implements TrialRunner {
    private final RunnerSettings settings;

    /**
     * Prepares.
     *
     * @param settings threads, time limit and device of a trial; a trial is stopped at the limit between two of its steps
     */
    public InProcessRunner(RunnerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void run(List<RunSpec> trials, RunStore store, TrialListener listener) {
        int before = EngineSettings.threads();
        if (settings.threads() > 0) {
            EngineSettings.threads(settings.threads());
        }
        try {
            for (RunSpec trial : trials) {
                if (Thread.interrupted()) {
                    throw new SweepStoppedException(null);
                }
                if (store.record(trial).isEmpty()) {
                    run(trial, store, listener);
                }
            }
        } finally {
            if (EngineSettings.threads() != before) {
                EngineSettings.threads(before);
            }
        }
    }

    private void run(RunSpec trial, RunStore store, TrialListener listener) {
        Thread here = Thread.currentThread();
        Deadline deadline = Deadline.in(settings.timeLimit(), here::interrupt);
        try (deadline) {
            TrialAttempt.run(trial, store, settings.device(), listener);
        } catch (TrainingStoppedException stopped) {
            if (!deadline.passed()) {
                throw new SweepStoppedException(stopped);
            }
            listener.ended(trial, store.fail(trial, settings.tookTooLong(), Duration.ZERO));
        } finally {
            if (deadline.passed()) {
                // It may have been told just after its last step.
                Thread.interrupted();
            }
        }
    }

    @Override
    public void close() {
        // Nothing is held between trials.
    }
}
