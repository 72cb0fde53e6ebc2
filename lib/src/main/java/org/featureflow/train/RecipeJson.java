package org.featureflow.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/** {@link Recipe} as JSON and back. A schedule is an object with its record's name under {@code kind}. */
final class RecipeJson {
    private static final Map<String, Class<?>> SCHEDULES = Stream.of(Schedule.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Schedule.class, (com.google.gson.JsonSerializer<Schedule>) RecipeJson::schedule)
            .registerTypeAdapter(Schedule.class, (com.google.gson.JsonDeserializer<Schedule>) RecipeJson::schedule)
            .create();

    private RecipeJson() {}

    static String write(Recipe recipe) {
        return GSON.toJson(recipe);
    }

    static Recipe read(String json) {
        try {
            JsonObject o = GSON.fromJson(json, JsonObject.class);
            for (RecordComponent c : Recipe.class.getRecordComponents()) {
                if (o == null || !o.has(c.getName())) {
                    throw new FeatureFlowException("The recipe lacks “" + c.getName() + "”.");
                }
            }
            return GSON.fromJson(o, Recipe.class);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws.
            throw FeatureFlowException.within(e)
                    .orElseGet(() ->
                            new FeatureFlowException("The recipe is not valid JSON of a recipe: " + e.getMessage(), e));
        }
    }

    private static JsonElement schedule(Schedule schedule, Type type, JsonSerializationContext context) {
        JsonObject o = new JsonObject();
        o.addProperty("kind", schedule.getClass().getSimpleName());
        for (RecordComponent c : schedule.getClass().getRecordComponents()) {
            try {
                Object value = c.getAccessor().invoke(schedule);
                o.add(c.getName(), value instanceof Schedule s ? schedule(s, type, context) : context.serialize(value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return o;
    }

    private static Schedule schedule(JsonElement json, Type type, JsonDeserializationContext context) {
        JsonElement kind = json.getAsJsonObject().get("kind");
        Class<?> record = kind == null ? null : SCHEDULES.get(kind.getAsString());
        if (record == null) {
            throw new JsonParseException("there is no schedule of kind " + kind);
        }
        return (Schedule) context.<Object>deserialize(json, record);
    }
}
