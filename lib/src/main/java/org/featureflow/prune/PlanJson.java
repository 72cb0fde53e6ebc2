package org.featureflow.prune;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;

/** A {@link Plan} as JSON, with one line a group so that people can edit it. */
final class PlanJson {
    private static final int VERSION = 1;
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private PlanJson() {}

    static String write(Plan plan) {
        StringBuilder out = new StringBuilder("{\n  \"version\": " + VERSION + ",\n  \"network\": ")
                .append(GSON.toJson(plan.network()))
                .append(",\n  \"origin\": ")
                .append(GSON.toJson(plan.origin()))
                .append(",\n  \"groups\": [");
        String separator = "\n    ";
        for (Cut cut : plan.cuts()) {
            out.append(separator).append(GSON.toJson(cut));
            separator = ",\n    ";
        }
        return out.append("\n  ]\n}\n").toString();
    }

    static Plan read(String json) {
        try {
            JsonObject root = JsonParser.parseString(json).getAsJsonObject();
            int version = whole(required(root, "version"));
            if (version != VERSION) {
                throw new FeatureFlowException("The plan has version " + version + ", but this program reads version "
                        + VERSION + "; make the plan again.");
            }
            List<Cut> cuts = new ArrayList<>();
            for (JsonElement e : required(root, "groups").getAsJsonArray()) {
                cuts.add(cut(e.getAsJsonObject()));
            }
            Map<String, String> origin = new TreeMap<>();
            if (root.has("origin")) {
                root.getAsJsonObject("origin").asMap().forEach((key, value) -> origin.put(key, value.getAsString()));
            }
            return new Plan(required(root, "network").getAsString(), cuts, origin);
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | ArithmeticException
                | NumberFormatException e) {
            throw new FeatureFlowException(
                    "The plan is not valid JSON of a plan: " + FeatureFlowException.firstLine(e), e);
        }
    }

    private static Cut cut(JsonObject o) {
        JsonArray array = required(o, "kept").getAsJsonArray();
        List<Integer> kept = new ArrayList<>();
        array.forEach(e -> kept.add(whole(e)));
        return new Cut(required(o, "group").getAsString(), whole(required(o, "channels")), kept);
    }

    /** Gson's getAsInt cuts 3.7 to 3. */
    private static int whole(JsonElement e) {
        return new BigDecimal(e.getAsString()).intValueExact();
    }

    private static JsonElement required(JsonObject o, String field) {
        JsonElement e = o.get(field);
        if (e == null || e.isJsonNull()) {
            throw new FeatureFlowException("The plan lacks “" + field + "”; is it a file that prune --plan wrote?");
        }
        return e;
    }
}
