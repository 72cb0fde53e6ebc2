package org.featureflow.io;

import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.featureflow.FeatureFlowException;

/** Turns what a reader or the file system says into a sentence for the user. */
public final class ReadFault {
    private ReadFault() {}

    /**
     * For a file that cannot be opened, read or understood.
     *
     * @param path the file
     * @param failure what the reader or the system said
     * @return what to throw instead
     */
    public static FeatureFlowException of(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new FeatureFlowException("There is no file " + path + "; check the name.", failure);
        }
        if (failure instanceof MalformedFileException refused) {
            return new FeatureFlowException(
                    "Cannot read " + path + ": " + refused.getMessage() + "; " + refused.advice() + ".", refused);
        }
        if (failure instanceof EOFException) {
            return of(path, new MalformedFileException("it ends too early", failure));
        }
        if (failure instanceof CharacterCodingException) {
            return of(path, new MalformedFileException("its text is not UTF-8", failure));
        }
        if (failure instanceof MalformedJsonException) {
            return of(path, new MalformedFileException("its header is not JSON", failure));
        }
        return new FeatureFlowException("Cannot read " + path + " (" + reason(failure) + "); check the file.", failure);
    }

    /**
     * Refuses folders before anything is opened.
     *
     * @param path what was named
     */
    public static void requireFile(Path path) {
        if (Files.isDirectory(path)) {
            throw new FeatureFlowException("Cannot read " + path + ": it is a folder; name a file.");
        }
    }

    /** What went wrong, in the words of the system. */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException taken) {
            return taken.getFile() + " is a file, not a folder";
        }
        if (failure instanceof NoSuchFileException) {
            return "nothing can be made in that folder";
        }
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
