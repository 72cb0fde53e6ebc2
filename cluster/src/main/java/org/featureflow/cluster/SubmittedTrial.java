package org.featureflow.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.TrialListener;

/** A trial that Spark has been given, seen from the driver: a job of one task. */
final class SubmittedTrial {
    private static final Pattern ATTEMPTS = Pattern.compile("failed (\\d+) times");
    private static final Pattern REASON = Pattern.compile("executor \\S+\\): (?:[^\n]*Reason: )?([^\n]+)");

    private final RunSpec trial;
    private final String id;
    private final JavaFutureAction<List<Outcome>> job;
    private ProgressFolder.Word last;
    private long began;

    SubmittedTrial(RunSpec trial, JavaFutureAction<List<Outcome>> job) {
        this.trial = trial;
        this.id = trial.id();
        this.job = job;
    }

    RunSpec trial() {
        return trial;
    }

    /** Passes on what the task has said since the last time. */
    void follow(ProgressFolder progress, TrialListener listener) {
        ProgressFolder.Word word = progress.read(id).orElse(last);
        if (word == null || word.equals(last)) {
            return;
        }
        if (last == null) {
            began = System.nanoTime();
            listener.started(trial);
        }
        last = word;
        if (word.fraction() > 0) {
            listener.progress(trial, word.fraction(), word.text());
        }
    }

    boolean hasBegun() {
        return last != null;
    }

    /** Whether it has been at it for longer than it may; never with a limit of null. */
    boolean isLate(Duration limit) {
        return limit != null && hasBegun() && System.nanoTime() - began > limit.toNanos();
    }

    void cancel() {
        job.cancel(true);
    }

    /** How its job ended; empty while it goes on. */
    Optional<Outcome> outcome() throws InterruptedException {
        if (!job.isDone()) {
            return Optional.empty();
        }
        try {
            return Optional.of(job.get().get(0));
        } catch (ExecutionException e) {
            return Optional.of(new Outcome.GivenUp(explain(e.getCause())));
        } catch (CancellationException e) {
            return Optional.of(new Outcome.GivenUp("Its job was cancelled."));
        }
    }

    /** Spark's message, a page with stack traces, as a sentence. */
    static String explain(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher attempts = ATTEMPTS.matcher(message);
        Matcher reason = REASON.matcher(message);
        String why = reason.find() ? reason.group(1).strip() : FeatureFlowException.firstLine(failure);
        return attempts.find()
                ? "Spark gave it up after " + attempts.group(1) + " attempts; the last ended with: " + end(why)
                        + " The work folder of the executor's worker has its error output."
                : "Spark gave it up: " + end(why);
    }

    private static String end(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
