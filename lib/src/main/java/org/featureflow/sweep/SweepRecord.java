package org.featureflow.sweep;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.featureflow.FeatureFlowException;
import org.featureflow.Sha256;
import org.featureflow.experiment.RunSettings;
import org.featureflow.experiment.RunStore;
import org.featureflow.io.AtomicFile;

/**
 * A sweep as it was started: which runs of a store belong to it and what they are called in it. Kept in the store as
 * {@code sweeps/NAME-HASH.json}.
 *
 * @param name the sweep's name
 * @param about one sentence; may be empty
 * @param tuning how coefficients were chosen; may be empty
 * @param profile of its runs
 * @param hash SHA-256 of its runs' ids, one a line, in hexadecimal
 * @param trials its runs, in order
 */
public record SweepRecord(String name, String about, String tuning, String profile, String hash, List<Entry> trials) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final int DIGITS = 8;

    /**
     * One run.
     *
     * @param id its folder's name in the store
     * @param variant what sets it apart, in the sweep's words
     * @param seed its seed
     * @param settings in the words of {@link RunSettings}
     */
    public record Entry(String id, String variant, long seed, Map<String, String> settings) {
        /**
         * Copies the settings.
         *
         * @throws FeatureFlowException if something is missing
         */
        public Entry {
            if (id == null || variant == null || settings == null) {
                throw new FeatureFlowException("A run in the record of a sweep needs an id, a variant and settings.");
            }
            // Map.copyOf would lose their order.
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            if (settings.containsValue(null)) {
                throw new FeatureFlowException("The run " + id + " has a setting without a value.");
            }
        }
    }

    /**
     * Copies the list. What only people read may be missing.
     *
     * @throws FeatureFlowException if something else is missing
     */
    public SweepRecord {
        if (name == null || profile == null || hash == null || hash.length() < DIGITS) {
            throw new FeatureFlowException("The record of a sweep needs a name, a profile and a hash.");
        }
        if (trials == null || trials.stream().anyMatch(Objects::isNull)) {
            throw new FeatureFlowException("The record of a sweep needs its runs.");
        }
        about = about == null ? "" : about;
        tuning = tuning == null ? "" : tuning;
        trials = List.copyOf(trials);
    }

    /**
     * Of an expanded sweep.
     *
     * @param sweep the sweep
     * @param trials its runs
     * @return the record
     */
    public static SweepRecord of(Sweep sweep, List<SweepTrial> trials) {
        List<Entry> entries = trials.stream()
                .map(t -> new Entry(t.spec().id(), t.variant(), t.spec().seed(), t.settings()))
                .toList();
        String ids = entries.stream().map(Entry::id).collect(Collectors.joining("\n"));
        String profile = trials.isEmpty() ? "" : trials.get(0).spec().profile();
        return new SweepRecord(sweep.name(), sweep.about(), sweep.tuning(), profile, Sha256.of(ids), entries);
    }

    /**
     * Writes it into a store.
     *
     * @param store the store with its runs
     * @return the file
     * @throws FeatureFlowException if it cannot be written
     */
    public Path write(RunStore store) {
        Path file = folder(store).resolve(name + "-" + hash.substring(0, DIGITS) + ".json");
        AtomicFile.write(file, GSON.toJson(this) + "\n");
        return file;
    }

    /**
     * Reads a file of {@link #write}.
     *
     * @param file the file
     * @return the record
     * @throws FeatureFlowException if it cannot be read
     */
    public static SweepRecord read(Path file) {
        try {
            SweepRecord read = GSON.fromJson(Files.readString(file), SweepRecord.class);
            if (read == null) {
                throw new FeatureFlowException("It is empty.");
            }
            return read;
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + file + " (" + e.getMessage() + ").", e);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws.
            String why =
                    FeatureFlowException.within(e).map(Throwable::getMessage).orElse("It is no JSON of one.");
            throw new FeatureFlowException(file + " is no record of a sweep: " + why, e);
        }
    }

    /**
     * Where a store keeps them.
     *
     * @param store the store
     * @return the folder, whether it is there or not
     */
    public static Path folder(RunStore store) {
        return store.root().resolve("sweeps");
    }
}
