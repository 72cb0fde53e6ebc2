package org.featureflow.data;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/** Lists of files and lines, in an order that does not depend on the file system. */
final class Listing {
    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".bmp", ".gif");

    private Listing() {}

    /** The image files of a folder by name; hidden files and files of other kinds are passed over. */
    static List<Path> images(Path folder) {
        return sorted(folder).stream().filter(Listing::isImage).toList();
    }

    /** The folders in a folder by name, without hidden ones. */
    static List<Path> folders(Path folder) {
        return sorted(folder).stream().filter(Files::isDirectory).toList();
    }

    static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static List<Path> sorted(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new FeatureFlowException(folder + " is missing or not a folder; unpack the data set again.", e);
        } catch (IOException e) {
            throw new FeatureFlowException(folder + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** The lines of a text file that are not blank. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (NoSuchFileException e) {
            throw new FeatureFlowException(file + " is missing; unpack the data set again.", e);
        } catch (MalformedInputException e) {
            throw new FeatureFlowException(file + " is not text; restore it from the archive.", e);
        } catch (IOException e) {
            throw new FeatureFlowException(file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }
}
