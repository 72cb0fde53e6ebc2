package org.featureflow.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What lies in a notebook beside its source: the outputs of its last run, as HTML. */
final class StoredOutputs {
    private final JsonObject notebook;

    private StoredOutputs(JsonObject notebook) {
        this.notebook = notebook;
    }

    static StoredOutputs of(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new StoredOutputs(JsonParser.parseReader(reader).getAsJsonObject());
        }
    }

    /** The tables and pictures that a cell shows, in order. */
    List<String> of(String cell) {
        List<String> shown = new ArrayList<>();
        for (JsonElement one : notebook.getAsJsonArray("cells")) {
            if (one.getAsJsonObject().get("id").getAsString().equals(cell)) {
                for (JsonElement output : one.getAsJsonObject().getAsJsonArray("outputs")) {
                    JsonObject data = output.getAsJsonObject().getAsJsonObject("data");
                    shown.add(
                            data.has("text/html")
                                    ? text(data.get("text/html"))
                                    : "<img src='data:image/png;base64,"
                                            + text(data.get("image/png")).strip() + "'>");
                }
            }
        }
        return shown;
    }

    /** Texts of notebooks are strings or lists of lines. */
    private static String text(JsonElement value) {
        if (!value.isJsonArray()) {
            return value.getAsString();
        }
        StringBuilder lines = new StringBuilder();
        value.getAsJsonArray().forEach(line -> lines.append(line.getAsString()));
        return lines.toString();
    }
}
