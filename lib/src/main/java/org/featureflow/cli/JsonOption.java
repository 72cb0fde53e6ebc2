package org.featureflow.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The option {@code --json} of every command that reports, used as a mixin:
 *
 * <pre>{@code
 * @Mixin
 * private JsonOption json;
 * ...
 * json.print(Map.of("parameters", cost.parameters(), "macs", cost.macs()), table::toString);
 * }</pre>
 */
public final class JsonOption {
    private static final JsonSerializer<Number> FINITE_OR_NULL = (value, type, context) ->
            Double.isFinite(value.doubleValue()) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    private static final JsonSerializer<Path> PATH_AS_TEXT =
            (value, type, context) -> new JsonPrimitive(value.toString());
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .registerTypeAdapter(Double.class, FINITE_OR_NULL)
            .registerTypeAdapter(double.class, FINITE_OR_NULL)
            .registerTypeAdapter(Float.class, FINITE_OR_NULL)
            .registerTypeAdapter(float.class, FINITE_OR_NULL)
            .registerTypeHierarchyAdapter(Path.class, PATH_AS_TEXT)
            .create();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** For picocli. */
    public JsonOption() {}

    /**
     * Prints a result in the form the user asked for.
     *
     * @param value a record, map or list: the JSON form (numbers that are not finite become {@code null})
     * @param text the form for people
     */
    public void print(Object value, Supplier<String> text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? GSON.toJson(value) : text.get().stripTrailing());
        out.flush();
    }
}
