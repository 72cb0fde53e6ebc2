package org.featureflow.experiment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NativeMemory;

/** Why something failed, in one sentence: for users, and for the record of a run. */
public final class FailureText {
    private FailureText() {}

    /**
     * The sentence.
     *
     * @param failure what was thrown, with its causes
     * @return what is known of it, or that it was unexpected
     */
    public static String of(Throwable failure) {
        return known(failure).orElseGet(() -> unexpected(failure));
    }

    /**
     * The sentence for a record, which may be read elsewhere.
     *
     * @param failure what was thrown
     * @param root the store's folder; files in it are named from there
     */
    static String of(Throwable failure, Path root) {
        return without(root, without(root.toAbsolutePath().normalize(), of(failure)));
    }

    /**
     * What is meant for users, or says what they can do: a message of ours, a file that cannot be used, too little memory.
     *
     * @param failure what was thrown; the first of it and its causes that says something speaks
     * @return a sentence; empty if none does
     */
    public static Optional<String> known(Throwable failure) {
        Optional<String> sentence = Optional.empty();
        for (Throwable cause = failure; cause != null && sentence.isEmpty(); cause = cause.getCause()) {
            sentence = sentence(cause);
        }
        return sentence;
    }

    private static String unexpected(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String line = FeatureFlowException.firstLine(failure);
        return "Unexpected " + (line.equals(name) ? name : name + ": " + line);
    }

    private static Optional<String> sentence(Throwable cause) {
        if (cause instanceof FeatureFlowException) {
            return Optional.ofNullable(cause.getMessage());
        }
        if (cause instanceof IOException io) {
            return Optional.of(ofInputOutput(io));
        }
        return cause instanceof OutOfMemoryError
                ? Optional.of("Java's memory ran out (" + FeatureFlowException.firstLine(cause)
                        + "): use a smaller batch or network, or give Java more with FEATUREFLOW_JAVA_OPTIONS=-Xmx6g (now "
                        + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB).")
                : NativeMemory.advice(cause);
    }

    private static String ofInputOutput(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "There is no file or folder " + failure.getMessage() + ".";
        }
        if (failure instanceof AccessDeniedException) {
            return "There is no permission to use " + failure.getMessage() + ".";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " exists already; name another file or folder.";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return "Cannot use " + file.getFile() + ": " + file.getReason() + ".";
        }
        return "Reading or writing failed: " + FeatureFlowException.firstLine(failure) + ".";
    }

    /** Only where a path begins: of {@code ../x} no {@code ./} is taken, and of {@code old-runs/x} no {@code runs/}. */
    private static String without(Path folder, String text) {
        return text.replaceAll("(?<![\\p{L}\\p{N}_./-])" + Pattern.quote(folder + "/"), "");
    }
}
