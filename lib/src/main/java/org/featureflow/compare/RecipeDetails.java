package org.featureflow.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.featureflow.train.Recipe;

/** What a recipe says beside epochs and learning rate, piece by piece, to tell rows apart that differ in nothing else. */
final class RecipeDetails {
    /** Said elsewhere, or no part of the method. */
    private static final Set<String> SAID = Set.of("name", "seed", "epochs", "learningRate");

    private RecipeDetails() {}

    /** Which piece → its words, such as {@code weightDecay → weight decay 5e-4}; empty for no recipe. */
    static Map<String, String> of(Recipe recipe) {
        Map<String, String> details = new TreeMap<>();
        if (recipe != null) {
            add("", JsonParser.parseString(recipe.toJson()).getAsJsonObject(), details);
        }
        return details;
    }

    private static void add(String path, JsonObject json, Map<String, String> details) {
        for (Map.Entry<String, JsonElement> member : json.entrySet()) {
            String name = path + member.getKey();
            if (member.getValue().isJsonObject()) {
                add(name + ".", member.getValue().getAsJsonObject(), details);
            } else if (!SAID.contains(name)) {
                details.put(name, words(name) + " " + value(member.getValue()));
            }
        }
    }

    /** {@code schedule.kind} is the schedule; of other members of members the last name says enough. */
    private static String words(String path) {
        String last = path.endsWith(".kind")
                ? path.substring(0, path.length() - ".kind".length())
                : path.substring(path.lastIndexOf('.') + 1);
        return last.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String value(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
                ? PenaltyText.number(value.getAsDouble())
                : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
