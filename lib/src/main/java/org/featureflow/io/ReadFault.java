package org.featureflow.io;

import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.featureflow.FeatureFlowException;

/** Turns what a reader or the file system says into a sentence for the user. */
final class ReadFault {
    private ReadFault() {}

    /** For a file that cannot be opened, read or understood. */
    static FeatureFlowException of(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new FeatureFlowException("There is no file " + path + "; check the name.", failure);
        }
        if (failure instanceof MalformedFileException) {
            return damaged(path, failure.getMessage(), failure);
        }
        if (failure instanceof EOFException) {
            return damaged(path, "it ends too early", failure);
        }
        if (failure instanceof CharacterCodingException) {
            return damaged(path, "its text is not UTF-8", failure);
        }
        if (failure instanceof MalformedJsonException) {
            return damaged(path, "its header is not JSON", failure);
        }
        return new FeatureFlowException("Cannot read " + path + " (" + reason(failure) + "); check the file.", failure);
    }

    private static FeatureFlowException damaged(Path path, String what, IOException failure) {
        return new FeatureFlowException(
                "Cannot read " + path + ": " + what + "; the file is damaged or of another kind, get it again.",
                failure);
    }

    /** Refuses folders before anything is opened. */
    static void requireFile(Path path) {
        if (Files.isDirectory(path)) {
            throw new FeatureFlowException("Cannot read " + path + ": it is a folder; name a file.");
        }
    }

    /** What went wrong, in the words of the system. */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
