package org.featureflow.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.featureflow.Times;
import org.featureflow.data.DataSet;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Network;

/** The record of a training run: everything needed to judge its figures and to repeat it. */
final class TrainingRecord {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .serializeSpecialFloatingPointValues()
            .create();

    private static final List<String> WHERE_AND_WHEN = List.of("started", "versions", "device", "threads");

    private TrainingRecord() {}

    static String text(JsonObject record) {
        return GSON.toJson(record) + "\n";
    }

    /** What is known before the first step. */
    static JsonObject before(Training training, DataSet data) {
        JsonObject record = new JsonObject();
        record.addProperty("kind", "training");
        record.addProperty("finished", false);
        record.addProperty("started", Times.now());
        record.add("versions", Provenance.versions());
        record.addProperty("device", training.network.device().toString());
        record.addProperty("threads", EngineSettings.threads());
        record.add("network", Provenance.network(training.network.spec()));
        List<String> frozen = training.network.frozen();
        if (!frozen.isEmpty()) {
            record.add("frozen", GSON.toJsonTree(frozen));
        }
        record.add("recipe", JsonParser.parseString(training.recipe.toJson()));
        record.addProperty("penalty", Checkpoints.describe(training.regularizer));
        record.add("data", Provenance.data(data, training.split()));
        return record;
    }

    /** A run that goes on began when it began, and where: what is different now is told beside that. */
    static void goOn(JsonObject record, JsonObject earlier) {
        JsonArray times =
                earlier.has("resumed") ? earlier.getAsJsonArray("resumed").deepCopy() : new JsonArray();
        JsonObject now = new JsonObject();
        for (String name : WHERE_AND_WHEN) {
            now.add(name, record.get(name));
            if (earlier.has(name)) {
                record.add(name, earlier.get(name));
            }
        }
        times.add(now);
        record.add("resumed", times);
    }

    /** What came out. */
    static void after(JsonObject record, Training training, TrainingResult result, DataSet data) {
        record.addProperty("finished", true);
        record.addProperty("ended", Times.now());
        JsonObject results = new JsonObject();
        History history = result.history();
        results.add("last", outcome(history.last().orElseThrow(), result.last(), data));
        results.add("best", outcome(history.best().or(history::last).orElseThrow(), result.best(), data));
        results.addProperty(
                "trainingSeconds",
                history.epochs().stream().mapToDouble(EpochMetrics::seconds).sum());
        record.add("results", results);
        record.add("history", GSON.toJsonTree(history.epochs()));
    }

    private static JsonObject outcome(EpochMetrics epoch, Network network, DataSet data) {
        JsonObject outcome = new JsonObject();
        outcome.addProperty("epoch", epoch.epoch());
        outcome.add("validation", epoch.validation() == null ? JsonNull.INSTANCE : GSON.toJsonTree(epoch.validation()));
        outcome.add("test", test(network, data));
        return outcome;
    }

    private static JsonElement test(Network network, DataSet data) {
        return data.test().count() == 0
                ? JsonNull.INSTANCE
                : GSON.toJsonTree(Evaluation.of(network, data.test(), data.normalization()));
    }
}
