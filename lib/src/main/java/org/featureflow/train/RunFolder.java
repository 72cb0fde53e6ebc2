package org.featureflow.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;

/**
 * The folder of one run and the names of its files: {@code record.json} (what was done with what, and what came out), {@code
 * network.safetensors} (the last state), {@code best.safetensors} (best on the held-out images) and {@code checkpoints}; {@link MetricsFile}
 * adds its own. A {@link RecordedTraining} fills one, and so does every trial of a sweep, whose record is of another kind.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    /** Name of a run's record. */
    public static final String RECORD = "record.json";

    /**
     * The run's record: of a training there from the first step on, of a trial once it has ended.
     *
     * @return the file's name
     */
    public Path record() {
        return path.resolve(RECORD);
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

    /** What keeps two processes from training into the folder; it stays. */
    Path lock() {
        return path.resolve(".lock");
    }

    /**
     * Reads the record of a training.
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

    /** A training that could not begin may have left its lock, an empty folder for checkpoints, and half a file. */
    private boolean isEmpty() {
        return holdsOnly(
                path,
                file -> file.equals(lock())
                        || AtomicFile.isLeftover(file)
                        || file.equals(checkpoints()) && holdsOnly(file, AtomicFile::isLeftover));
    }

    private static boolean holdsOnly(Path path, Predicate<Path> known) {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(known);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot look into " + path + " (" + e.getMessage() + ").", e);
        }
    }
}
