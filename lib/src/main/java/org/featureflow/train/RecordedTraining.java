package org.featureflow.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.data.DataSet;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;

/**
 * A training that leaves a {@link RunFolder}; each call of the set-up changes this.
 *
 * <pre>{@code
 * Training training = Training.of(network, data).recipe(Recipes.quick().withEpochs(1));
 * JsonObject record = RecordedTraining.of(training, data).into(folder);
 * }</pre>
 */
public final class RecordedTraining {
    private final Training training;
    private final DataSet data;
    private Map<String, String> notes = Map.of();
    private JsonObject arguments = new JsonObject();
    private boolean resume;

    private RecordedTraining(Training training, DataSet data) {
        this.training = training;
        this.data = data;
        this.resume = training.resume;
    }

    /**
     * For a training.
     *
     * @param training the set-up, without checkpoints and metrics file; it stays as it is
     * @param data the set that it was made with
     * @return the set-up
     * @throws FeatureFlowException if the training sees the pixels through another normalisation than the set says
     */
    public static RecordedTraining of(Training training, DataSet data) {
        if (!training.normalization.equals(data.normalization())) {
            throw new FeatureFlowException("The training sees the pixels of " + data.name()
                    + " through another normalisation than the data set says; record it with data.normalizedBy(…).");
        }
        return new RecordedTraining(training, data);
    }

    /**
     * Sets what else the network's file said of it before, such as where it came from; nothing unless set.
     *
     * @param value written into the new files
     * @return this
     */
    public RecordedTraining notes(Map<String, String> value) {
        notes = value;
        return this;
    }

    /**
     * Sets what the run was started with; nothing unless set.
     *
     * @param value kept in the record so that it can be started again
     * @return this
     */
    public RecordedTraining arguments(JsonObject value) {
        arguments = value;
        return this;
    }

    /**
     * Sets whether to go on where an unfinished run in the folder stands.
     *
     * @param value as the training says unless set
     * @return this
     */
    public RecordedTraining resume(boolean value) {
        resume = value;
        return this;
    }

    /**
     * Trains into a folder, replacing an earlier run in it (see {@link RunFolder#require}). The test images are evaluated once, at the end, on
     * the last and on the best network.
     *
     * @param folder where to; made if it is missing
     * @return the finished record
     * @throws FeatureFlowException if the training is refused or fails, the folder cannot be written, or another thread or process trains into
     *     it
     */
    public JsonObject into(Path folder) {
        RunFolder run = new RunFolder(folder);
        try (RunLock lock = RunLock.tryTakeIfThereAreLocks(run.lock())
                .orElseThrow(() -> new FeatureFlowException(
                        "The run in " + folder + " is under way; wait until it has ended, or end it."))) {
            AtomicFile.deleteLeftovers(folder);
            return into(run);
        }
    }

    private JsonObject into(RunFolder run) {
        JsonObject record = TrainingRecord.before(training, data);
        record.add("arguments", arguments);
        if (resume) {
            run.readRecord().ifPresent(earlier -> TrainingRecord.goOn(record, earlier));
        }
        boolean first = !Files.exists(run.record());
        if (first) {
            write(record, run);
        }
        Begun begun = new Begun(record, run, resume);
        try (TrainingResult result = training.copy()
                .checkpoints(run.checkpoints())
                .listener(begun)
                .listener(new MetricsFile(run.path()))
                .resume(resume)
                .run()) {
            NetworkNotes all = new NetworkNotes(Optional.of(data.normalization()), data.name(), notes);
            NetworkFile.save(result.last(), run.network(), all);
            NetworkFile.save(result.best(), run.best(), all);
            TrainingRecord.after(record, training, result, data);
        } catch (TrainingStoppedException canGoOn) {
            throw canGoOn;
        } catch (RuntimeException | Error refused) {
            if (first && !begun.yes) {
                deleteAll(run, run.record());
                if (!resume) {
                    Folders.delete(run.checkpoints());
                }
            }
            throw refused;
        }
        write(record, run);
        return record;
    }

    /** Replaces an earlier run's results when the first step is about to be made: a run that is refused leaves them as they are. */
    private static final class Begun implements ProgressListener {
        private final JsonObject record;
        private final RunFolder run;
        private final boolean resume;
        private boolean yes;

        Begun(JsonObject record, RunFolder run, boolean resume) {
            this.record = record;
            this.run = run;
            this.resume = resume;
        }

        @Override
        public void onStart(Recipe recipe, long totalSteps, History before) {
            yes = true;
            write(record, run);
            if (!resume) {
                // They would belong to another run than the record until this one ends.
                deleteAll(run, run.network(), run.best());
            }
        }
    }

    private static void deleteAll(RunFolder run, Path... files) {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot replace what is in " + run.path() + " (" + e.getMessage() + ").", e);
        }
    }

    private static void write(JsonObject record, RunFolder run) {
        AtomicFile.write(run.record(), TrainingRecord.text(record));
    }
}
