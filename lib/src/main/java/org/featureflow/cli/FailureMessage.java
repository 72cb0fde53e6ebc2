package org.featureflow.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NativeMemory;

/** What a failure says to the user: one sentence, never a stack trace. */
final class FailureMessage {
    private FailureMessage() {}

    /**
     * The sentence for a failure; the first cause that was meant for users speaks.
     *
     * @param failure what a command threw
     * @return one line
     */
    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FeatureFlowException) {
                return cause.getMessage();
            }
            if (cause instanceof IOException io) {
                return ofInputOutput(io);
            }
            Optional<String> memory = NativeMemory.advice(cause);
            if (memory.isPresent()) {
                return memory.get() + ".";
            }
            if (cause instanceof OutOfMemoryError) {
                return "memory ran out: use a smaller batch or network, or give Java more with"
                        + " FEATUREFLOW_JAVA_OPTIONS=-Xmx6g (now "
                        + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB).";
            }
        }
        return "unexpected " + failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage())
                + " (set FEATUREFLOW_DEBUG=1 to see where).";
    }

    private static String ofInputOutput(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no file or folder " + failure.getMessage() + ".";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission to use " + failure.getMessage() + ".";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " exists already; name another file or folder.";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return "cannot use " + file.getFile() + ": " + file.getReason() + ".";
        }
        return "reading or writing failed: " + oneLine(failure.getMessage()) + ".";
    }

    private static String oneLine(String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("no message");
    }
}
