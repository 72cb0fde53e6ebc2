package org.featureflow.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.NativeMemory;

/** Why a run failed, in one sentence for its record, which may be read elsewhere. */
final class FailureText {
    private FailureText() {}

    /**
     * The sentence.
     *
     * @param failure what was thrown; the first cause that was meant for users speaks
     * @param root the store's folder; files in it are named from there
     */
    static String of(Throwable failure, Path root) {
        return without(root, without(root.toAbsolutePath().normalize(), sentence(failure)));
    }

    /** Only where a path begins: of {@code ../x} no {@code ./} is taken, and of {@code old-runs/x} no {@code runs/}. */
    private static String without(Path folder, String text) {
        return text.replaceAll("(?<![\\p{L}\\p{N}_./-])" + Pattern.quote(folder + "/"), "");
    }

    private static String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FeatureFlowException && cause.getMessage() != null) {
                return cause.getMessage();
            }
            Optional<String> memory = NativeMemory.advice(cause);
            if (memory.isPresent()) {
                return Character.toUpperCase(memory.get().charAt(0))
                        + memory.get().substring(1) + ".";
            }
            if (cause instanceof OutOfMemoryError) {
                return "Memory ran out (" + cause.getMessage()
                        + "): use a smaller batch or network, or a larger heap than "
                        + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB.";
            }
        }
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
        return "Unexpected " + failure.getClass().getSimpleName() + ": " + message;
    }
}
