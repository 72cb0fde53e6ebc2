package org.featureflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;

/** The checkpoints of one run: {@code step-000001234.safetensors}, of which the latest few are kept. */
final class CheckpointFolder {
    private static final Pattern NAME = Pattern.compile("step-\\d+\\.safetensors");

    /** Should the latest be damaged, the one before is there. */
    private static final int KEPT = 2;

    private final Path folder;

    CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /** The file for a step. */
    Path file(long step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%09d.safetensors", step));
    }

    /** The latest checkpoint. */
    Optional<Path> latest() {
        List<Path> all = matching(NAME);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Deletes all but the latest few. */
    void prune() {
        List<Path> all = matching(NAME);
        all.subList(0, Math.max(0, all.size() - KEPT)).forEach(CheckpointFolder::delete);
    }

    /** Deletes what a killed run left half written, and all checkpoints unless the run goes on. */
    void clean(boolean goingOn) {
        AtomicFile.deleteLeftovers(folder);
        if (!goingOn) {
            matching(NAME).forEach(CheckpointFolder::delete);
        }
    }

    private List<Path> matching(Pattern pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(
                            f -> pattern.matcher(f.getFileName().toString()).matches())
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot list " + folder + " (" + e.getMessage() + ").", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new FeatureFlowException(
                    "Cannot delete the old checkpoint " + file + " (" + e.getMessage() + ").", e);
        }
    }
}
