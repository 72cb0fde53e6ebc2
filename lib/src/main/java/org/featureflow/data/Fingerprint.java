package org.featureflow.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * Tells the official files of a data set from a part or a re-encode of them, by their number and the pixels of the first images.
 *
 * @param trainCount training images of the official files
 * @param testCount test images of the official files
 * @param first how many images of each part are compared
 * @param train checksum of the pixels of the first training images of the official files
 * @param test checksum of the pixels of the first test images of the official files
 * @param others names of other versions in circulation, by the checksum of their first test images
 */
record Fingerprint(int trainCount, int testCount, int first, String train, String test, Map<String, String> others) {
    /** A file beside the data whose first line becomes part of the note. */
    private static final String NOTE_FILE = "NOTE.txt";

    /** What a reader of results should know; empty if these are the official images and the folder has no note of its own. */
    String note(Images trainImages, Images testImages, Path folder) {
        List<String> parts = new ArrayList<>();
        String own = noteIn(folder);
        if (!own.isEmpty()) {
            parts.add(own);
        }
        String testPixels = head(testImages);
        if (others.containsKey(testPixels)) {
            parts.add(others.get(testPixels));
        }
        if (!head(trainImages).equals(train) || !testPixels.equals(test)) {
            parts.add("not the official bytes, so not comparable with published accuracies");
        }
        if (trainImages.count() != trainCount || testImages.count() != testCount) {
            parts.add("incomplete: " + trainImages.count() + " of " + trainCount + " training and " + testImages.count()
                    + " of " + testCount + " test images");
        }
        return String.join("; ", parts);
    }

    /** Checksum of the first images, or an empty string if there are not that many. */
    private String head(Images images) {
        if (images.count() < first) {
            return "";
        }
        int[] head = IntStream.range(0, first).toArray();
        return Checksum.ofPixels(images.subset("first", head));
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
