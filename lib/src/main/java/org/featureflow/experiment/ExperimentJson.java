package org.featureflow.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSerializer;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.Recipe;

/** The records of this package as JSON trees and back; {@link JsonText} makes the text. */
final class ExperimentJson {
    private static final Gson GSON = with(
                    with(new GsonBuilder(), NetworkSpec.class, NetworkSpec::toJson, NetworkSpec::fromJson),
                    Recipe.class,
                    Recipe::toJson,
                    Recipe::fromJson)
            // Shares of layers without batch norm are NaN, the loss of a network that went astray may be infinite.
            .serializeSpecialFloatingPointValues()
            .create();

    private ExperimentJson() {}

    private static <T> GsonBuilder with(
            GsonBuilder builder, Class<T> type, Function<T, String> write, Function<String, T> read) {
        return builder.registerTypeAdapter(
                        type, (JsonSerializer<T>) (value, t, c) -> JsonParser.parseString(write.apply(value)))
                .registerTypeAdapter(type, (JsonDeserializer<T>) (json, t, c) -> read.apply(json.toString()));
    }

    static JsonObject tree(Object record) {
        return GSON.toJsonTree(record).getAsJsonObject();
    }

    /**
     * Reads a record.
     *
     * @param what what the text should be, for messages, such as {@code run specification}
     * @param optional components that may be missing
     */
    static <T extends Record> T read(String json, Class<T> type, String what, List<String> optional) {
        try {
            return read(JsonParser.parseString(json).getAsJsonObject(), type, what, optional);
        } catch (JsonParseException | IllegalStateException e) {
            throw new FeatureFlowException("This is no JSON of a " + what + ": " + sentence(e), e);
        }
    }

    static <T extends Record> T read(JsonObject o, Class<T> type, String what, List<String> optional) {
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        for (String name : known) {
            if (!optional.contains(name) && !present(o.get(name))) {
                throw new FeatureFlowException("The " + what + " lacks “" + name + "”.");
            }
        }
        for (String name : o.keySet()) {
            if (!known.contains(name)) {
                throw new FeatureFlowException(
                        "The " + what + " has “" + name + "”; known are " + String.join(", ", known) + ".");
            }
        }
        try {
            return GSON.fromJson(o, type);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws.
            throw FeatureFlowException.within(e)
                    .orElseGet(() -> new FeatureFlowException("This is no JSON of a " + what + ": " + sentence(e), e));
        }
    }

    private static boolean present(JsonElement e) {
        return e != null && !e.isJsonNull();
    }

    private static String sentence(Exception e) {
        String message = FeatureFlowException.firstLine(e);
        return message.endsWith(".") ? message : message + ".";
    }
}
