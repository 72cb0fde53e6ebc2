package org.featureflow.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.featureflow.FeatureFlowException;

/** {@link EpochMetrics} as JSON, whole or split into what a seed determines and what the clock says. */
final class HistoryJson {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            // The loss of a network that went astray may be infinite on the held-out images alone.
            .serializeSpecialFloatingPointValues()
            .create();

    private HistoryJson() {}

    static String write(History history) {
        return GSON.toJson(history);
    }

    static History read(String json) {
        return Objects.requireNonNull(GSON.fromJson(json, History.class));
    }

    /** All but times: the same for the same seed. */
    static String determined(EpochMetrics epoch) {
        JsonObject o = GSON.toJsonTree(epoch).getAsJsonObject();
        o.remove("seconds");
        o.remove("imagesPerSecond");
        return GSON.toJson(o);
    }

    /** Times alone. */
    static String timing(EpochMetrics epoch) {
        JsonObject o = new JsonObject();
        o.addProperty("epoch", epoch.epoch());
        o.addProperty("seconds", epoch.seconds());
        o.addProperty("imagesPerSecond", epoch.imagesPerSecond());
        return GSON.toJson(o);
    }

    /** Reads lines of {@link #determined} and, epoch by epoch, of {@link #timing}; times that are missing are 0. */
    static History readLines(String file, List<String> metrics, List<String> timing) {
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            try {
                JsonObject o = GSON.fromJson(metrics.get(i), JsonObject.class);
                if (i < timing.size()) {
                    GSON.fromJson(timing.get(i), JsonObject.class).asMap().forEach(o::add);
                }
                epochs.add(Objects.requireNonNull(GSON.fromJson(o, EpochMetrics.class)));
            } catch (RuntimeException e) {
                // Gson throws its own and whatever the records' constructors throw.
                throw new FeatureFlowException(file + " is damaged in line " + (i + 1) + ".", e);
            }
        }
        return new History(epochs);
    }
}
