package org.featureflow.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A figure that came out otherwise when a run was repeated.
 *
 * @param where the way to it in the record, such as {@code trained.history.0.loss}
 * @param recorded what the record says
 * @param repeated what came out now
 * @param relative size of the difference, as a share of the larger size; infinite if one of them is no number
 */
public record Difference(String where, String recorded, String repeated, double relative) {
    /** How many figures two records' JSON has, and which of them differ. */
    record Compared(int figures, List<Difference> differences) {}

    static Compared compare(JsonObject recorded, JsonObject repeated) {
        List<Difference> all = new ArrayList<>();
        int figures = compare("", recorded, repeated, all);
        return new Compared(figures, all);
    }

    /** Adds what differs; the number of figures that were looked at. */
    private static int compare(String where, JsonElement a, JsonElement b, List<Difference> all) {
        int figures = 0;
        if (a.isJsonObject() && b.isJsonObject()) {
            Set<String> names = new LinkedHashSet<>(a.getAsJsonObject().keySet());
            names.addAll(b.getAsJsonObject().keySet());
            for (String name : names) {
                figures += compare(join(where, name), member(a, name), member(b, name), all);
            }
        } else if (a.isJsonArray()
                && b.isJsonArray()
                && a.getAsJsonArray().size() == b.getAsJsonArray().size()) {
            for (int i = 0; i < a.getAsJsonArray().size(); i++) {
                figures += compare(
                        join(where, Integer.toString(i)),
                        a.getAsJsonArray().get(i),
                        b.getAsJsonArray().get(i),
                        all);
            }
        } else {
            figures++;
            String left = JsonText.canonical(a);
            String right = JsonText.canonical(b);
            if (!left.equals(right)) {
                all.add(new Difference(where, brief(left), brief(right), relative(left, right)));
            }
        }
        return figures;
    }

    private static JsonElement member(JsonElement object, String name) {
        JsonElement member = object.getAsJsonObject().get(name);
        return member == null ? JsonNull.INSTANCE : member;
    }

    private static String join(String where, String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    private static String brief(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static double relative(String left, String right) {
        try {
            double a = Double.parseDouble(left);
            double b = Double.parseDouble(right);
            return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
        } catch (NumberFormatException noNumbers) {
            return Double.POSITIVE_INFINITY;
        }
    }
}
