package org.featureflow.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.KnownSet;

/**
 * One of the single-file programs in {@code data-scripts/}, run by this JVM's own {@code java}.
 *
 * @param file the program
 */
record DataScript(Path file) {
    /** The program that downloads a set; looked for above this class's files, then above the working folder. */
    static DataScript of(KnownSet set) {
        for (Path start : List.of(codeFolder(), Path.of("").toAbsolutePath())) {
            for (Path at = start; at != null; at = at.getParent()) {
                Path file = at.resolve(set.script());
                if (Files.isRegularFile(file)) {
                    return new DataScript(file);
                }
            }
        }
        throw new FeatureFlowException(set.script() + " was not found; run this in the project's folder, or fetch "
                + set.name() + " with the script from there.");
    }

    private static Path codeFolder() {
        try {
            return Path.of(DataScript.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            return Path.of("").toAbsolutePath();
        }
    }

    /** Runs it with this process's input and output; gives its exit code. */
    int run(List<String> options) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), file.toString()));
        command.addAll(options);
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new FeatureFlowException(java + " could not be started (" + e.getMessage() + "); use a full JDK.", e);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new FeatureFlowException("The download was interrupted; run the command again to go on.", e);
        }
    }
}
