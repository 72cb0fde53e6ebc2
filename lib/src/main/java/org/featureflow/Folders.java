package org.featureflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that are there when they are needed, and gone when they are not; and the way to what is in them. */
public final class Folders {
    private Folders() {}

    /**
     * Makes a folder and those above it, unless it is there. Unlike {@link Files#createDirectories}, which some versions of Java 17 end with an
     * error there, a link to a folder is one.
     *
     * @param folder to be there
     * @throws IOException if it cannot be made, or a file has its name
     */
    public static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /**
     * A path without detours such as {@code ./} and {@code a/../}, where it leads to the same place: the way back from a link leads elsewhere.
     *
     * @param path of a file or folder
     * @return the direct path; the given one where that is another or empty, and where nothing is there
     */
    public static Path direct(Path path) {
        Path direct = path.normalize();
        try {
            return !direct.toString().isEmpty() && Files.isSameFile(direct, path) ? direct : path;
        } catch (IOException nothingIsThere) {
            return path;
        }
    }

    /**
     * Makes an empty folder among the system's temporary files.
     *
     * @param prefix how its name begins
     * @return the folder; delete it when it is no longer needed
     * @throws FeatureFlowException if it cannot be made
     */
    public static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot make a temporary folder (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Deletes a folder with all that is in it. Links are deleted, not what they lead to.
     *
     * @param folder may be missing
     * @throws FeatureFlowException if something in it cannot be deleted
     */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            // What is in a folder goes before the folder.
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // The stream wraps what it meets on the way, such as a folder that cannot be read.
            throw new FeatureFlowException("Cannot delete " + folder + " (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Deletes a temporary folder with all that is in it; what cannot be deleted is left to the system.
     *
     * @param folder may be missing
     */
    public static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (FeatureFlowException leftBehind) {
            return;
        }
    }
}
