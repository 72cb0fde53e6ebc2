package org.featureflow.experiment;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.io.AtomicFile;
import org.featureflow.train.RunFolder;
import org.featureflow.train.RunLock;

/**
 * A folder of runs, one folder a run, named after its specification: {@code spec.json}, {@code metrics.jsonl} and {@code timing.jsonl} while it
 * trains, {@code checkpoints} until it has ended, the networks, {@code plan.json} if it prunes, {@code record.json} once it has ended, and
 * {@code again} if it was trained again for a network that was gone and came out otherwise.
 * Tables and charts need the records alone.
 *
 * @param root the folder, {@code runs} by custom
 */
public record RunStore(Path root) {
    private static final String SPEC = "spec.json";
    private static final String LOCKS = ".locks";

    /**
     * The folder of a run.
     *
     * @param spec the run
     * @return the folder's name, whether it is there or not
     */
    public Path folder(RunSpec spec) {
        return folder(spec.id());
    }

    /**
     * The folder of a run.
     *
     * @param id the run's {@link RunSpec#id}
     * @return the folder's name, whether it is there or not
     */
    public Path folder(String id) {
        return root.resolve(id);
    }

    /**
     * The runs that have begun.
     *
     * @return their ids in alphabetical order
     */
    public List<String> ids() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(f -> Files.exists(f.resolve(SPEC)) || isRecord(new RunFolder(f).record()))
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot look into " + root + " (" + e.getMessage() + ").", e);
        }
    }

    /** Whether a file is a run's record; {@code ffr train} leaves others of that name, perhaps beside ours. */
    private static boolean isRecord(Path file) {
        try {
            return Files.exists(file) && Files.readString(file).contains(RunRecord.FORMAT_VALUE);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + file + " (" + e.getMessage() + ").", e);
        }
    }

    /**
     * The specification of a run that has begun.
     *
     * @param id the run's id
     * @return the spec
     * @throws FeatureFlowException if there is none, or it cannot be read
     */
    public RunSpec spec(String id) {
        Path file = folder(id).resolve(SPEC);
        if (!Files.exists(file)) {
            return record(id)
                    .orElseThrow(() -> new FeatureFlowException("There is no run “" + id + "” in " + root + "."))
                    .spec();
        }
        return read(file, RunSpec::fromJson);
    }

    /**
     * What came out of a run.
     *
     * @param spec the run
     * @return empty if it has not ended
     * @throws FeatureFlowException if the record cannot be read
     */
    public Optional<RunRecord> record(RunSpec spec) {
        return record(spec.id());
    }

    /**
     * What came out of a run.
     *
     * @param id the run's id
     * @return empty if it has not ended
     * @throws FeatureFlowException if the record cannot be read
     */
    public Optional<RunRecord> record(String id) {
        Path file = new RunFolder(folder(id)).record();
        return Files.exists(file) ? Optional.of(read(file, RunRecord::fromJson)) : Optional.empty();
    }

    /**
     * Whether trials that start from a dense run can begin side by side: it has ended, and its network, which may be deleted to save space, is
     * there.
     *
     * @param dense a run that cuts nothing
     * @return true also if it failed, for then they fail at once
     */
    public boolean isSettled(RunSpec dense) {
        return isSettled(dense.id());
    }

    /**
     * The same for callers that ask again and again: to make out a specification's id takes its time.
     *
     * @param dense the id of a run that cuts nothing
     * @return true also if it failed, for then they fail at once
     */
    public boolean isSettled(String dense) {
        return record(dense)
                .filter(r -> !r.isFinished()
                        || new Repetition(folder(dense)).network().isPresent())
                .isPresent();
    }

    /**
     * What came out of a run, from a file anywhere.
     *
     * @param file a {@code record.json}
     * @return the record
     * @throws FeatureFlowException if there is no such file, or it is no record of a run
     */
    public static RunRecord readRecord(Path file) {
        if (!Files.exists(file)) {
            throw new FeatureFlowException("There is no record " + file + "; has the run ended?");
        }
        return read(file, RunRecord::fromJson);
    }

    /**
     * The same for a file that may as well be the record of a single {@code ffr train}, whose folders lie among the runs of a sweep by custom.
     *
     * @param file a {@code record.json} that is there
     * @return empty for a training's
     * @throws FeatureFlowException if it is neither
     */
    public static Optional<RunRecord> readRecordOfTrial(Path file) {
        return read(file, text -> {
            JsonObject tree = RunRecord.tree(text);
            boolean ofTraining = tree.has("kind") && !tree.has(RunRecord.FORMAT);
            return ofTraining ? Optional.empty() : Optional.of(RunRecord.of(tree));
        });
    }

    /**
     * What came out of all runs that have ended, failed ones too.
     *
     * @return the records by id
     * @throws FeatureFlowException if one cannot be read
     */
    public List<RunRecord> records() {
        List<RunRecord> all = new ArrayList<>();
        ids().forEach(id -> record(id).ifPresent(all::add));
        return all;
    }

    /**
     * A run by the beginning of its id or of its hash.
     *
     * @param prefix enough characters to mean one run
     * @return the id
     * @throws FeatureFlowException if there is none or there are several
     */
    public String find(String prefix) {
        List<String> found = ids().stream().filter(id -> id.equals(prefix)).toList();
        if (found.isEmpty()) {
            found = ids().stream()
                    .filter(id -> id.startsWith(prefix)
                            || id.substring(id.lastIndexOf('-') + 1).startsWith(prefix))
                    .toList();
        }
        if (found.size() != 1) {
            throw new FeatureFlowException(
                    found.isEmpty()
                            ? "There is no run “" + prefix + "” in " + root + "."
                            : found.size() + " runs begin with “" + prefix + "”: "
                                    + String.join(", ", found.subList(0, Math.min(5, found.size())))
                                    + (found.size() > 5 ? ", …" : "") + "; give more of the name.");
        }
        return found.get(0);
    }

    /**
     * Deletes a run with all its files.
     *
     * @param id the run's id
     * @throws FeatureFlowException if there is none, somebody is at work on it, or it cannot be deleted
     */
    public void remove(String id) {
        if (!ids().contains(id)) {
            throw new FeatureFlowException("There is no run “" + id + "” in " + root + ".");
        }
        try (RunLock lock = RunLock.tryTake(lockFile(id))
                .orElseThrow(() ->
                        new FeatureFlowException("The run “" + id + "” is under way; end it before you remove it."))) {
            Folders.delete(folder(id));
        }
    }

    /**
     * Writes a record into its run's folder in one step, replacing an earlier one.
     *
     * @param record what came out
     * @throws FeatureFlowException if it cannot be written
     */
    public void write(RunRecord record) {
        writeSpec(record.spec());
        AtomicFile.write(new RunFolder(folder(record.id())).record(), record.toJson());
    }

    /**
     * Leaves a record of a run that could not leave one itself, such as one whose process ended. A record that is there is kept, and a run that
     * another process is at work on is left alone.
     *
     * @param spec the run
     * @param error what happened, in a sentence
     * @param patience how long to wait for a process that was told to leave the run
     * @return what the caller can say of the run: the record that is there now, or one that says the error and was not written
     * @throws FeatureFlowException if it cannot be written
     */
    public RunRecord fail(RunSpec spec, String error, Duration patience) {
        return fail(spec, error, null, patience);
    }

    /**
     * Leaves a record of a run that could not begin, as {@link #fail(RunSpec, String, Duration)} does.
     *
     * @param spec the run
     * @param error what happened, in a sentence
     * @param where it should have been done; null if that is not known
     * @param patience how long to wait for a process that was told to leave the run
     * @return what the caller can say of the run: the record that is there now, or one that says the error and was not written
     * @throws FeatureFlowException if it cannot be written
     */
    public RunRecord fail(RunSpec spec, String error, Surroundings where, Duration patience) {
        RunRecord failure = RunRecord.failed(spec, error, where);
        try (RunLock lock = RunLock.take(lockFile(spec.id()), patience).orElse(null)) {
            Optional<RunRecord> known = record(spec);
            if (known.isEmpty() && lock != null) {
                write(failure);
            }
            return known.orElse(failure);
        }
    }

    /** The run begins. */
    void writeSpec(RunSpec spec) {
        AtomicFile.write(folder(spec).resolve(SPEC), spec.toPrettyJson());
    }

    /**
     * Makes a run that has ended begin again.
     *
     * @param spec the run; nothing happens if it has not ended
     * @throws FeatureFlowException if its record cannot be deleted
     */
    public void deleteRecord(RunSpec spec) {
        try {
            Files.deleteIfExists(new RunFolder(folder(spec)).record());
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot delete the record in " + folder(spec) + " (" + e.getMessage() + ").", e);
        }
    }

    Path lockFile(String id) {
        return root.resolve(LOCKS).resolve(id);
    }

    /** Reads a file of a run; the message of a failure names it. */
    static <T> T read(Path file, Function<String, T> parse) {
        try {
            return parse.apply(Files.readString(file));
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + file + " (" + e.getMessage() + ").", e);
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(file + ": " + e.getMessage(), e);
        }
    }
}
