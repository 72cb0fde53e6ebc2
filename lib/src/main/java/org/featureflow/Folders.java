package org.featureflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that are there when they are needed. */
public final class Folders {
    private Folders() {}

    /**
     * Makes a folder and those above it, unless it is there. Unlike {@link Files#createDirectories}, which some versions of Java 17 end with an
     * error there, a link to a folder is one.
     *
     * @param folder to be there
     * @throws IOException if it cannot be made, or a file has its name
     */
    public static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }
}
