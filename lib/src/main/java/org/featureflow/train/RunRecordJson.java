package org.featureflow.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.featureflow.Version;
import org.featureflow.cost.Convention;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.data.Normalization;
import org.featureflow.data.Split;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Network;

/** The record of a training run: everything needed to judge its figures and to repeat it. */
final class RunRecordJson {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .serializeSpecialFloatingPointValues()
            .create();

    private RunRecordJson() {}

    static String text(JsonObject record) {
        return GSON.toJson(record) + "\n";
    }

    /** What is known before the first step. */
    static JsonObject before(Training training, DataSet data) {
        JsonObject record = new JsonObject();
        record.addProperty("kind", "training");
        record.addProperty("finished", false);
        record.addProperty(
                "started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        record.add("versions", versions());
        record.addProperty("device", training.network.device().toString());
        record.addProperty("threads", EngineSettings.threads());
        record.add("network", network(training.network));
        record.add("recipe", JsonParser.parseString(training.recipe.toJson()));
        record.addProperty("penalty", Checkpoints.describe(training.regularizer));
        record.add("data", data(data, training.split()));
        return record;
    }

    /** What came out. */
    static void after(JsonObject record, Training training, TrainingResult result, DataSet data) {
        record.addProperty("finished", true);
        record.addProperty(
                "ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
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

    private static JsonObject versions() {
        JsonObject versions = new JsonObject();
        versions.addProperty("featureflow", Version.toolkit());
        versions.addProperty("djl", Version.djl());
        versions.addProperty("libtorch", Version.libtorch());
        versions.addProperty("java", Runtime.version().toString());
        versions.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return versions;
    }

    private static JsonObject network(Network network) {
        Cost cost = Cost.of(network.spec());
        JsonObject o = new JsonObject();
        o.addProperty("name", network.spec().name());
        o.addProperty("parameters", cost.parameters());
        o.addProperty("macs", cost.macs());
        o.addProperty("convention", Convention.CONVOLUTION_AND_LINEAR.description());
        o.add("spec", JsonParser.parseString(network.spec().toJson()));
        return o;
    }

    private static JsonObject data(DataSet data, Split split) {
        JsonObject o = new JsonObject();
        o.addProperty("name", data.name());
        o.addProperty("note", data.note());
        o.addProperty("origin", data.origin());
        o.addProperty("checksum", data.checksum());
        o.addProperty("train", split.train().count());
        o.addProperty("validation", split.validation().count());
        o.addProperty("test", data.test().count());
        o.addProperty("splitSeed", Recipe.SPLIT_SEED);
        Normalization normalization = data.normalization();
        o.add("normalization", GSON.toJsonTree(normalization));
        return o;
    }
}
