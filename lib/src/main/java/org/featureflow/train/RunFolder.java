package org.featureflow.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;

/**
 * The folder of one training run: {@code record.json} (what was done with what, and what came out), {@code network.safetensors} (the last
 * state), {@code best.safetensors} (best on the held-out images), {@code metrics.jsonl}, {@code timing.jsonl} and {@code checkpoints}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    /**
     * The run's record, there from the first step on.
     *
     * @return the file's name
     */
    public Path record() {
        return path.resolve("record.json");
    }

    /**
     * The network after the last step.
     *
     * @return the file's name
     */
    public Path network() {
        return path.resolve("network.safetensors");
    }

    /**
     * The network as it was after the epoch that validated best.
     *
     * @return the file's name
     */
    public Path best() {
        return path.resolve("best.safetensors");
    }

    /**
     * Where checkpoints go.
     *
     * @return the folder's name
     */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /**
     * Reads the record.
     *
     * @return empty if there is none
     * @throws FeatureFlowException if there is one that cannot be read
     */
    public Optional<JsonObject> readRecord() {
        try {
            return Files.exists(record())
                    ? Optional.of(
                            JsonParser.parseString(Files.readString(record())).getAsJsonObject())
                    : Optional.empty();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new FeatureFlowException(
                    "Cannot read " + record() + "; choose another folder or start anew with --overwrite.", e);
        }
    }

    /**
     * Whether the run has come to its end.
     *
     * @return true if the record says so
     */
    public boolean isFinished() {
        return readRecord()
                .map(r -> r.get("finished"))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsBoolean)
                .orElse(false);
    }

    /**
     * Refuses to touch what is there.
     *
     * @param resume whether an unfinished run may be continued
     * @param overwrite whether an earlier run may be replaced
     * @throws FeatureFlowException if there is a run and neither is wanted, or something that is no run
     */
    public void require(boolean resume, boolean overwrite) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new FeatureFlowException(path + " is a file; name a folder for the run.");
        }
        if (!Files.exists(record())) {
            if (!isEmpty()) {
                throw new FeatureFlowException(path + " holds other files than a run's; name a new or empty folder.");
            }
        } else if (!resume && !overwrite) {
            throw new FeatureFlowException(path
                    + (isFinished()
                            ? " holds a finished run; name another folder, or replace it with --overwrite."
                            : " holds an unfinished run; go on with --resume, or start anew with --overwrite."));
        }
    }

    private boolean isEmpty() {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot look into " + path + " (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Trains into this folder, replacing an earlier run in it (see {@link #require}). The test images are evaluated once, at the end, on the last
     * and on the best network.
     *
     * @param training the set-up, without checkpoints and metrics file; it stays as it is
     * @param data the set that {@code training} was made with
     * @param arguments what the run was started with, kept in the record so that it can be started again
     * @param resume whether to go on where an unfinished run stands
     * @return the finished record
     */
    public JsonObject run(Training training, DataSet data, JsonObject arguments, boolean resume) {
        return run(training, data, Map.of(), arguments, resume);
    }

    /**
     * Trains into this folder. The test images are evaluated once, at the end, on the last and on the best network.
     *
     * @param training the set-up, without checkpoints and metrics file; it stays as it is
     * @param data the set that {@code training} was made with
     * @param notes what else the network's file said of it before, such as where it came from; written into the new files
     * @param arguments what the run was started with, kept in the record so that it can be started again
     * @param resume whether to go on where an unfinished run stands
     * @return the finished record
     */
    public JsonObject run(
            Training training, DataSet data, Map<String, String> notes, JsonObject arguments, boolean resume) {
        JsonObject record = RunRecordJson.before(training, data);
        record.add("arguments", arguments);
        if (resume) {
            readRecord().ifPresent(earlier -> RunRecordJson.goOn(record, earlier));
        }
        boolean first = !Files.exists(record());
        if (first) {
            write(record);
        }
        Begun begun = new Begun(record, resume);
        try (TrainingResult result = training.copy()
                .checkpoints(checkpoints())
                .listener(begun)
                .listener(new MetricsFile(path))
                .resume(resume)
                .run()) {
            NetworkNotes all = new NetworkNotes(Optional.of(data.normalization()), data.name(), notes);
            NetworkFile.save(result.last(), network(), all);
            NetworkFile.save(result.best(), best(), all);
            RunRecordJson.after(record, training, result, data);
        } catch (RuntimeException refused) {
            if (first && !begun.yes) {
                deleteAll(record());
            }
            throw refused;
        }
        write(record);
        return record;
    }

    /** Replaces an earlier run's results when the first step is about to be made: a run that is refused leaves them as they are. */
    private final class Begun implements ProgressListener {
        private final JsonObject record;
        private final boolean resume;
        private boolean yes;

        Begun(JsonObject record, boolean resume) {
            this.record = record;
            this.resume = resume;
        }

        @Override
        public void onStart(Recipe recipe, long totalSteps, History before) {
            yes = true;
            write(record);
            if (!resume) {
                // They would belong to another run than the record until this one ends.
                deleteAll(network(), best());
            }
        }
    }

    private void deleteAll(Path... files) {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot replace what is in " + path + " (" + e.getMessage() + ").", e);
        }
    }

    private void write(JsonObject record) {
        AtomicFile.write(record(), RunRecordJson.text(record));
    }

    /**
     * A member of an object of the record, however deep.
     *
     * @param record the record
     * @param names the way to it
     * @return the member; JSON null if there is none
     */
    public static JsonElement member(JsonObject record, String... names) {
        JsonElement at = record;
        for (String name : names) {
            at = at.isJsonObject() && at.getAsJsonObject().has(name)
                    ? at.getAsJsonObject().get(name)
                    : JsonNull.INSTANCE;
        }
        return at;
    }
}
