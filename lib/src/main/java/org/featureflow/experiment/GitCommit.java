package org.featureflow.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commit of the checkout that the toolkit runs from, read from git's own files: there may be no git to ask. */
final class GitCommit {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40,64}");

    /** Read when this class is loaded: what is committed later is not what runs here. */
    private static final String OF_THIS_PROCESS = of(Path.of(System.getenv().getOrDefault("FEATUREFLOW_HOME", ".")));

    private GitCommit() {}

    /**
     * Of the folder in {@code FEATUREFLOW_HOME}, else of the working directory, when this process asked first; empty if that is no checkout.
     */
    static String ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    static String of(Path folder) {
        try {
            for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
                if (Files.exists(at.resolve(".git"))) {
                    return commit(gitFolder(at.resolve(".git")));
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // A record without its commit is better than none.
            return "";
        }
        return "";
    }

    /** A work tree beside the main one has a file that names its folder. */
    private static Path gitFolder(Path git) throws IOException {
        return Files.isDirectory(git)
                ? git
                : git.resolveSibling(Files.readString(git).strip().replaceFirst("^gitdir: ", ""));
    }

    private static String commit(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith("ref: ")) {
            return head;
        }
        String name = head.substring("ref: ".length());
        Path common = git.resolve("commondir");
        Path shared =
                Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
        for (Path place : new Path[] {git, shared}) {
            if (Files.exists(place.resolve(name))) {
                return Files.readString(place.resolve(name)).strip();
            }
        }
        Path packed = shared.resolve("packed-refs");
        for (String line : Files.exists(packed) ? Files.readAllLines(packed) : List.<String>of()) {
            Matcher hash = HASH.matcher(line);
            if (line.endsWith(" " + name) && hash.lookingAt()) {
                return hash.group();
            }
        }
        return "";
    }
}
