package org.featureflow.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * Tells the official pixels of a data set from a re-encode of them, by the checksum of its first images.
 *
 * @param first how many images of each part are looked at
 * @param train checksum of the first training images of the official files
 * @param test checksum of the first test images of the official files
 */
record Fingerprint(int first, String train, String test) {
    /** A file beside the data whose first line becomes the note. */
    private static final String NOTE_FILE = "NOTE.txt";

    /** Empty if the images are the official ones and the folder has no note of its own. */
    String note(Images trainImages, Images testImages, Path folder) {
        String own = noteIn(folder);
        boolean official = matches(trainImages, train) && matches(testImages, test);
        if (official) {
            return own;
        }
        String warning = "not the official bytes, so not comparable with published accuracies";
        return own.isEmpty() ? warning : own + "; " + warning;
    }

    private boolean matches(Images images, String expected) {
        if (images.count() < first) {
            return false;
        }
        int[] head = IntStream.range(0, first).toArray();
        return images.subset("first", head).checksum().equals(expected);
    }

    /** The first line of a folder's note, or an empty string. */
    static String noteIn(Path folder) {
        Path file = folder.resolve(NOTE_FILE);
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException | UncheckedIOException e) {
            throw new FeatureFlowException(file + " cannot be read as text; remove it or write one line into it.", e);
        }
    }
}
