package org.featureflow.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.JavaCommand;
import org.featureflow.data.KnownSet;

/**
 * The single-file program in {@code data-scripts/} that downloads data sets, run by this JVM's own {@code java}.
 *
 * @param file the program
 */
record DataScript(Path file) {
    private static final String NAME = "data-scripts/Fetch.java";

    /** Looks for it above this class's files, then above the working folder. */
    static DataScript find() {
        for (Path start : List.of(codeFolder(), Path.of("").toAbsolutePath())) {
            for (Path at = start; at != null; at = at.getParent()) {
                Path file = at.resolve(NAME);
                if (Files.isRegularFile(file)) {
                    return new DataScript(file);
                }
            }
        }
        throw new FeatureFlowException(
                NAME + " was not found; run this in the project's folder, or run the program from there.");
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

    /** Downloads a set with this process's input and output; gives the program's exit code. */
    int run(KnownSet set, List<String> options) {
        Path java = JavaCommand.java();
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        // Proxies and trusted certificates are system properties.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of(file.toString(), set.archive()));
        command.addAll(options);
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            JavaCommand.withoutFlags(builder.environment());
            process = builder.start();
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
