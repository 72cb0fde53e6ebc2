package org.featureflow.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as text in one form: equal content gives equal bytes on every JVM. Members that are null are left out; numbers that JSON does not
 * know are texts, {@code "NaN"} and {@code "Infinity"}.
 */
final class JsonText {
    /** What fits into so many characters stands on one line. */
    private static final int LINE = 180;

    private static final Gson STRINGS = new GsonBuilder().disableHtmlEscaping().create();

    private JsonText() {}

    /** One line, keys sorted: what is hashed. */
    static String canonical(JsonElement element) {
        StringBuilder out = new StringBuilder();
        compact(element, out, true);
        return out.toString();
    }

    /** For people, keys in their order, lists of numbers on one line each; ends with a line break. */
    static String pretty(JsonElement element) {
        StringBuilder out = new StringBuilder();
        pretty(element, out, "");
        return out.append('\n').toString();
    }

    private static void compact(JsonElement element, StringBuilder out, boolean sorted) {
        if (element.isJsonObject()) {
            Map<String, JsonElement> members = element.getAsJsonObject().asMap();
            String separator = "{";
            for (Map.Entry<String, JsonElement> e : (sorted ? new TreeMap<>(members) : members).entrySet()) {
                if (!e.getValue().isJsonNull()) {
                    out.append(separator).append(STRINGS.toJson(e.getKey())).append(sorted ? ":" : ": ");
                    compact(e.getValue(), out, sorted);
                    separator = sorted ? "," : ", ";
                }
            }
            out.append(separator.equals("{") ? "{}" : "}");
        } else if (element.isJsonArray()) {
            String separator = "[";
            for (JsonElement e : element.getAsJsonArray()) {
                out.append(separator);
                compact(e, out, sorted);
                separator = sorted ? "," : ", ";
            }
            out.append(separator.equals("[") ? "[]" : "]");
        } else {
            out.append(scalar(element));
        }
    }

    private static void pretty(JsonElement element, StringBuilder out, String indent) {
        StringBuilder line = new StringBuilder();
        compact(element, line, false);
        if (line.length() + indent.length() <= LINE || isFlat(element)) {
            out.append(line);
            return;
        }
        String deeper = indent + "  ";
        String separator = "\n";
        boolean object = element.isJsonObject();
        out.append(object ? '{' : '[');
        if (object) {
            for (Map.Entry<String, JsonElement> e : element.getAsJsonObject().entrySet()) {
                if (!e.getValue().isJsonNull()) {
                    out.append(separator).append(deeper);
                    out.append(STRINGS.toJson(e.getKey())).append(": ");
                    pretty(e.getValue(), out, deeper);
                    separator = ",\n";
                }
            }
        } else {
            for (JsonElement e : element.getAsJsonArray()) {
                out.append(separator).append(deeper);
                pretty(e, out, deeper);
                separator = ",\n";
            }
        }
        out.append('\n').append(indent).append(object ? '}' : ']');
    }

    /** A scalar or a list of them. */
    private static boolean isFlat(JsonElement element) {
        if (element instanceof JsonArray array) {
            return array.asList().stream().allMatch(e -> e.isJsonPrimitive() || e.isJsonNull());
        }
        return !element.isJsonObject();
    }

    private static String scalar(JsonElement element) {
        if (element instanceof JsonPrimitive p && p.isNumber()) {
            Number number = p.getAsNumber();
            return Double.isFinite(number.doubleValue()) ? ShortestNumber.of(number) : "\"" + number + "\"";
        }
        return STRINGS.toJson(element);
    }
}
