package org.featureflow.io.onnx;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.Sha256;
import org.featureflow.data.Normalization;
import org.featureflow.nn.NetworkSpec;

/** What an exported model says about itself in its metadata, and what of it is understood when it comes back. */
final class ExportNotes {
    static final String NETWORK = "featureflow.network";
    static final String SPEC_HASH = "featureflow.spec.sha256";
    static final String TAPS = "featureflow.taps";
    static final String NORMALIZATION = "featureflow.normalization";
    private static final Gson GSON = new Gson();

    private ExportNotes() {}

    static Map<String, String> of(NetworkSpec spec, NetworkSpec exported, Optional<Normalization> normalization) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(NETWORK, spec.name());
        notes.put(SPEC_HASH, Sha256.of(spec.toJson()));
        notes.put(TAPS, GSON.toJson(exported.taps()));
        normalization.ifPresent(n -> notes.put(NORMALIZATION, GSON.toJson(n)));
        return notes;
    }

    static String network(Map<String, String> metadata, String otherwise) {
        String name = metadata.getOrDefault(NETWORK, otherwise);
        String clean = name.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.isEmpty() ? "network" : clean.substring(0, Math.min(100, clean.length()));
    }

    /** The taps of an exported network; empty if the file is not ours. */
    static Optional<List<String>> taps(Map<String, String> metadata) {
        try {
            String[] taps = GSON.fromJson(metadata.get(TAPS), String[].class);
            boolean sound = taps != null && !Arrays.asList(taps).contains(null);
            return sound ? Optional.of(List.of(taps)) : Optional.empty();
        } catch (JsonParseException notOurs) {
            return Optional.empty();
        }
    }

    static Optional<Normalization> normalization(Map<String, String> metadata) {
        try {
            return Optional.ofNullable(GSON.fromJson(metadata.get(NORMALIZATION), Normalization.class));
        } catch (RuntimeException notOurs) {
            // Gson wraps what the record refuses in one of no particular kind.
            return Optional.empty();
        }
    }
}
