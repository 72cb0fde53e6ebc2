package org.featureflow;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which code of the toolkit runs here, whatever a commit says of it: edits of a checkout make other code of the same commit. */
public final class CodeVersion {
    private static final int DIGITS = 12;
    private static final String OF_THIS_PROCESS = of(place());

    private CodeVersion() {}

    /**
     * Of the classes that this process runs.
     *
     * @return the first digits of the SHA-256 of their content; empty if they cannot be read
     */
    public static String ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    static String of(Path place) {
        try {
            return (Files.isDirectory(place) ? Sha256.of(listing(place)) : Sha256.of(place)).substring(0, DIGITS);
        } catch (IOException | FeatureFlowException unreadable) {
            // A record without it is better than none.
            return "";
        }
    }

    private static String listing(Path folder) throws IOException {
        List<Path> classes;
        try (Stream<Path> all = Files.walk(folder)) {
            classes = all.filter(f -> f.toString().endsWith(".class")).sorted().toList();
        }
        StringBuilder listing = new StringBuilder();
        for (Path file : classes) {
            listing.append(folder.relativize(file))
                    .append(' ')
                    .append(Sha256.of(file))
                    .append('\n');
        }
        return listing.toString();
    }

    private static Path place() {
        try {
            return Path.of(CodeVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
