package org.featureflow.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/**
 * How executors tell the driver how far they are: a small file for each trial, in a folder of this sweep inside the store. That the folder is
 * there also tells an executor that it sees the driver's store.
 *
 * @param folder an absolute path
 */
record ProgressFolder(Path folder) {
    /**
     * The latest word of a task.
     *
     * @param fraction done, 0 to 1
     * @param text what it does
     */
    record Word(double fraction, String text) {}

    /** Makes one for a sweep in a store. */
    static ProgressFolder create(Path store) {
        Path folder = store.toAbsolutePath()
                .resolve(".progress")
                .resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot write to the runs' folder " + store + " (" + e.getMessage() + ").", e);
        }
        return new ProgressFolder(folder);
    }

    /** Whether it is to be seen from here. */
    boolean isThere() {
        return Files.isDirectory(folder);
    }

    /** Replaces the word of a trial. Progress is not worth failing for: it is kept to itself if it cannot be written. */
    void write(String id, double fraction, String text) {
        Path fresh = folder.resolve(id + ".new");
        try {
            Files.writeString(fresh, String.format(Locale.ROOT, "%.6f %s", fraction, text));
            Files.move(fresh, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            return;
        }
    }

    /** The word of a trial; empty if it has not begun. */
    Optional<Word> read(String id) {
        try {
            String[] words = Files.readString(folder.resolve(id)).split(" ", 2);
            return Optional.of(new Word(Double.parseDouble(words[0]), words[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException notYet) {
            return Optional.empty();
        }
    }

    /** Removes it, and the folder of all sweeps if no other has one. */
    void delete() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
            Files.deleteIfExists(folder.getParent());
        } catch (IOException inUse) {
            return;
        }
    }
}
