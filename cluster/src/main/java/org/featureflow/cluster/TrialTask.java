package org.featureflow.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;
import org.featureflow.FeatureFlowException;
import org.featureflow.Times;
import org.featureflow.engine.Devices;
import org.featureflow.engine.EngineSettings;
import org.featureflow.experiment.RunRecord;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.RunStore;
import org.featureflow.experiment.Surroundings;
import org.featureflow.experiment.Trial;
import org.featureflow.experiment.TrialListener;
import org.featureflow.train.TrainingStoppedException;

/**
 * Runs one trial in an executor. A trial's own failure is a result like any other; only what another attempt might mend (the executor is lost,
 * or asked to go) makes the task fail.
 */
final class TrialTask implements Function<String, Outcome> {
    private static final long serialVersionUID = 1L;

    private final String store;
    private final String progress;
    private final String device;
    private final int threads;
    private final boolean local;

    /**
     * The same for all trials of a sweep.
     *
     * @param store absolute path of the store
     * @param progress absolute path of the sweep's progress folder
     * @param device the option {@code device}
     * @param threads of one operator on a CPU; 0 for as many as the JVM has been told
     * @param local whether tasks run in the driver
     */
    TrialTask(String store, String progress, String device, int threads, boolean local) {
        this.store = store;
        this.progress = progress;
        this.device = device;
        this.threads = threads;
        this.local = local;
    }

    @Override
    public Outcome call(String spec) {
        ProgressFolder told = new ProgressFolder(Path.of(progress));
        if (!told.isThere()) {
            return new Outcome.Misconfigured("The executor on " + host() + " does not see the runs' folder " + store
                    + "; choose a folder that all machines share.");
        }
        RunSpec trial = RunSpec.fromJson(spec);
        try {
            return new Outcome.Recorded(run(trial, told).toJson());
        } catch (TrainingStoppedException stopped) {
            throw stopped;
        } catch (FeatureFlowException storeIsAmiss) {
            return new Outcome.Misconfigured("On " + host() + ": " + storeIsAmiss.getMessage());
        }
    }

    private RunRecord run(RunSpec trial, ProgressFolder progress) {
        RunStore runs = new RunStore(Path.of(store));
        String started = Times.now();
        TaskContext task = TaskContext.get();
        TaskListener listener = new TaskListener(progress, task.attemptNumber() + 1, host());
        listener.started(trial);
        String chosen = TaskDevice.of(device, gpu(task), local);
        Trial set = Trial.of(trial, runs).listener(listener);
        try {
            if (threads > 0) {
                EngineSettings.threads(threads);
            }
            set.device(Devices.choose(chosen).device());
        } catch (FeatureFlowException noSuchDevice) {
            Surroundings here = Surroundings.now(chosen, started);
            return runs.fail(trial, noSuchDevice.getMessage(), here, Duration.ZERO);
        }
        return set.run();
    }

    private static String gpu(TaskContext task) {
        ResourceInformation gpus = task.resourcesJMap().get("gpu");
        return gpus == null ? null : gpus.addresses()[0];
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a machine without a name";
        }
    }

    /** Writes progress at most once a second, and says which attempt it is unless it is the first. */
    private static final class TaskListener implements TrialListener {
        private static final long PAUSE_NANOS = 1_000_000_000L;

        private final ProgressFolder progress;
        private final String prefix;
        private long next;

        TaskListener(ProgressFolder progress, int attempt, String host) {
            this.progress = progress;
            this.prefix = attempt == 1 ? "" : "attempt " + attempt + ", on " + host + ": ";
        }

        @Override
        public void started(RunSpec trial) {
            progress.write(trial.id(), 0, prefix + "begins");
        }

        @Override
        public void progress(RunSpec trial, double fraction, String text) {
            long now = System.nanoTime();
            if (next == 0 || now - next >= 0) {
                next = now + PAUSE_NANOS;
                progress.write(trial.id(), fraction, prefix + text);
            }
        }
    }
}
