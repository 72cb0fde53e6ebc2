package org.featureflow.nn;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;

/** {@link NetworkSpec} as JSON and back. A layer is an object with its record's name under {@code layer} and its components beside it. */
final class SpecJson {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(PerAxis.class, new PerAxisJson())
            .create();
    /** Components that came later, with what they were before. Where they still are that they are left out, so that hashes of runs stay what they were. */
    private static final Map<Class<?>, Map<String, JsonElement>> LATER = Map.of(
            Convolution.class, Map.of("dilation", new JsonPrimitive(1)),
            AveragePool.class, Map.of("countsPadding", new JsonPrimitive(true)),
            MaxPool.class, Map.of("ceil", new JsonPrimitive(false)));

    private static final Map<String, Class<?>> LAYERS = Stream.of(Layer.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private SpecJson() {}

    static String write(NetworkSpec spec) {
        JsonObject root = new JsonObject();
        root.addProperty("name", spec.name());
        root.add("input", GSON.toJsonTree(spec.input()));
        root.addProperty("classes", spec.classes());
        JsonArray nodes = new JsonArray();
        for (Node node : spec.nodes()) {
            JsonObject o = new JsonObject();
            o.addProperty("name", node.name());
            o.addProperty("layer", node.layer().getClass().getSimpleName());
            JsonObject layer = GSON.toJsonTree(node.layer()).getAsJsonObject();
            later(node.layer().getClass()).forEach((component, before) -> {
                if (layer.get(component).equals(before)) {
                    layer.remove(component);
                }
            });
            layer.asMap().forEach(o::add);
            o.add("inputs", GSON.toJsonTree(node.inputs()));
            nodes.add(o);
        }
        root.add("nodes", nodes);
        root.add("taps", GSON.toJsonTree(spec.taps()));
        return GSON.toJson(root);
    }

    static NetworkSpec read(String json) {
        try {
            JsonObject root = JsonParser.parseString(json).getAsJsonObject();
            List<Node> nodes = new ArrayList<>();
            for (JsonElement e : required(root, "nodes").getAsJsonArray()) {
                nodes.add(node(e.getAsJsonObject()));
            }
            return new NetworkSpec(
                    required(root, "name").getAsString(),
                    GSON.fromJson(required(root, "input"), FeatureShape.class),
                    required(root, "classes").getAsInt(),
                    nodes,
                    strings(required(root, "taps")));
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw invalid(e);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws.
            throw FeatureFlowException.within(e).orElseGet(() -> invalid(e));
        }
    }

    private static Node node(JsonObject o) {
        String type = required(o, "layer").getAsString();
        Class<?> record = LAYERS.get(type);
        if (record == null) {
            throw new FeatureFlowException("The network description has a layer of type “" + type + "”; known are "
                    + LAYERS.keySet().stream().sorted().collect(Collectors.joining(", ")) + ".");
        }
        later(record).forEach((component, before) -> o.asMap().putIfAbsent(component, before));
        for (RecordComponent component : record.getRecordComponents()) {
            required(o, component.getName());
        }
        Layer layer = (Layer) GSON.fromJson(o, record);
        return new Node(required(o, "name").getAsString(), layer, strings(required(o, "inputs")));
    }

    private static Map<String, JsonElement> later(Class<?> record) {
        return LATER.getOrDefault(record, Map.of());
    }

    private static List<String> strings(JsonElement array) {
        List<String> list = new ArrayList<>();
        array.getAsJsonArray().forEach(e -> list.add(e.getAsString()));
        return list;
    }

    private static JsonElement required(JsonObject o, String field) {
        JsonElement e = o.get(field);
        if (e == null || e.isJsonNull()) {
            throw new FeatureFlowException(
                    "The network description lacks “" + field + "”; is it a network of this toolkit?");
        }
        return e;
    }

    private static FeatureFlowException invalid(Exception e) {
        return new FeatureFlowException("The network description is not valid JSON of a network: " + e.getMessage(), e);
    }
}
