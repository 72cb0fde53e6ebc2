package org.featureflow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The texts that users read: Markdown files, notebooks, and the comments of packages. */
public final class Documents {
    /** The checkout; tests run in the folder of their module. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Documents() {}

    /** Markdown files: those of the root, {@code docs}, {@code environment} and {@code bench}. */
    public static List<Path> markdown() {
        List<Path> all = new ArrayList<>();
        for (String folder : List.of("", "docs", "environment", "environment/kernel", "bench")) {
            all.addAll(files(ROOT.resolve(folder), ".md"));
        }
        return all;
    }

    /** The notebooks. */
    public static List<Path> notebooks() {
        return files(ROOT.resolve("notebooks"), ".ipynb");
    }

    /** The comments of the library's packages. */
    public static List<Path> packages() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("lib/src/main/java"))) {
            return files.filter(f -> f.endsWith("package-info.java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's text; of a notebook the sources of its cells. */
    public static String text(Path file) {
        try {
            String text = Files.readString(file);
            return file.toString().endsWith(".ipynb") ? cells(text) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How messages call a file. */
    public static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String cells(String notebook) {
        StringBuilder text = new StringBuilder();
        JsonObject root = JsonParser.parseString(notebook).getAsJsonObject();
        for (JsonElement cell : root.getAsJsonArray("cells")) {
            JsonElement source = cell.getAsJsonObject().get("source");
            if (source.isJsonArray()) {
                source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
            } else {
                text.append(source.getAsString());
            }
            text.append("\n\n");
        }
        return text.toString();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
