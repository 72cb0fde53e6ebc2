package org.featureflow.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.TrialListener;
import org.featureflow.sweep.RunnerSettings;
import org.featureflow.sweep.TrialQueue;

/**
 * The trials of one call of {@link SparkRunner#run}. Each is a job of its own, so that one that Spark gives up takes no other with it. All of
 * it happens on the caller's thread, in turns of {@link #turn}.
 */
final class SweepOnSpark {
    /** A task that does not stop when it is told to is ended with its executor after a minute. */
    private static final Duration LEAVING = Duration.ofSeconds(75);

    private final JavaSparkContext context;
    private final TrialTask task;
    private final RunStore store;
    private final ProgressFolder progress;
    private final TrialListener listener;
    private final RunnerSettings settings;
    private final TrialQueue waiting;
    private final List<SubmittedTrial> submitted = new ArrayList<>();

    SweepOnSpark(
            JavaSparkContext context,
            TrialTask task,
            List<RunSpec> trials,
            RunStore store,
            ProgressFolder progress,
            TrialListener listener,
            RunnerSettings settings) {
        this.context = context;
        this.task = task;
        this.waiting = new TrialQueue(trials, store::isSettled);
        this.store = store;
        this.progress = progress;
        this.listener = listener;
        this.settings = settings;
    }

    /**
     * Hands in what may begin and tells what has happened since the last turn.
     *
     * @return false when all trials have ended
     */
    boolean turn() throws InterruptedException {
        submit();
        for (SubmittedTrial trial : List.copyOf(submitted)) {
            trial.follow(progress, listener);
            Outcome outcome = trial.outcome().orElse(null);
            if (outcome == null && trial.isLate(settings.timeLimit())) {
                trial.cancel();
                outcome = new Outcome.GivenUp(settings.tookTooLong());
            }
            if (outcome != null) {
                end(trial, outcome);
            }
        }
        return !submitted.isEmpty() || !waiting.isEmpty();
    }

    void cancel() {
        waiting.clear();
        submitted.forEach(SubmittedTrial::cancel);
    }

    private void submit() {
        requireContext("");
        for (Optional<RunSpec> next = waiting.poll(); next.isPresent(); next = waiting.poll()) {
            RunSpec trial = next.get();
            context.setJobDescription(trial.label());
            submitted.add(new SubmittedTrial(
                    trial,
                    context.parallelize(List.of(trial.toJson()), 1).map(task).collectAsync()));
        }
    }

    /** A job that failed because all of Spark has ended says nothing of its trial. */
    private void requireContext(String failure) {
        if (context.sc().isStopped()) {
            throw new FeatureFlowException("The connection to Spark at " + context.master()
                    + " has ended; the runs are kept, so start the sweep again when the cluster is well."
                    + (failure.isEmpty() ? "" : " ") + failure);
        }
    }

    private void end(SubmittedTrial ended, Outcome outcome) {
        if (outcome instanceof Outcome.GivenUp givenUp) {
            requireContext(givenUp.why());
        }
        RunSpec trial = ended.trial();
        submitted.remove(ended);
        waiting.done(trial);
        if (!ended.hasBegun()) {
            // Too short to have been seen.
            listener.started(trial);
        }
        listener.ended(trial, record(trial, outcome));
    }

    private RunRecord record(RunSpec trial, Outcome outcome) {
        if (outcome instanceof Outcome.Misconfigured misconfigured) {
            throw new FeatureFlowException(misconfigured.problem());
        }
        return outcome instanceof Outcome.GivenUp givenUp
                ? store.fail(trial, givenUp.why(), LEAVING)
                : RunRecord.fromJson(((Outcome.Recorded) outcome).record());
    }
}
