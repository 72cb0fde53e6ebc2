package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.InPlace;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Network;

/**
 * A {@link TrainingState} in one safetensors file: weights and running statistics, the optimiser's state, the moving average, the best
 * network, the figures of the epoch under way and of those before. There is no generator to save: what is random in a step depends on (seed,
 * epoch, image) alone.
 */
final class Checkpoint {
    private static final String FORMAT = "format";
    private static final String FORMAT_VALUE = "featureflow.checkpoint.1";
    private static final String IDENTITY = "identity.";
    private static final String PROGRESS = "progress";
    private static final String METER = "meter";
    private static final String HISTORY = "history";
    private static final String NETWORK = "network/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String AVERAGE = "average/";
    private static final String BEST = "best/";
    private static final Gson GSON = new Gson();

    private Checkpoint() {}

    /** Where a run stands. */
    private record Progress(int epoch, int batch, long step, double seconds) {}

    /**
     * Writes a file under a temporary name, forces it to disk and renames it.
     *
     * @param path the file
     * @param state what to save
     * @param secondsInEpoch training time of the epoch under way
     * @param identity what must be the same when the run goes on: what → its text
     */
    static void save(Path path, TrainingState state, double secondsInEpoch, Map<String, String> identity) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, FORMAT_VALUE);
        identity.forEach((what, text) -> metadata.put(IDENTITY + what, text));
        metadata.put(PROGRESS, GSON.toJson(new Progress(state.epoch, state.batch, state.step(), secondsInEpoch)));
        metadata.put(METER, GSON.toJson(state.meter.read()));
        metadata.put(HISTORY, HistoryJson.write(state.history));
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, NETWORK, arrays(state.network));
        put(tensors, OPTIMIZER, state.optimizer.state());
        if (state.average != null) {
            put(tensors, AVERAGE, arrays(state.average.network()));
        }
        if (state.best() != null) {
            put(tensors, BEST, arrays(state.best()));
        }
        Safetensors.write(path, metadata, tensors);
    }

    /**
     * Puts a run back to where it was saved.
     *
     * @param path the file
     * @param state a fresh state for the same network and recipe
     * @param identity what must be the same
     * @throws FeatureFlowException if the file is no checkpoint, is damaged, or belongs to another run
     */
    static void load(Path path, TrainingState state, Map<String, String> identity) {
        try (Safetensors file = Safetensors.open(path)) {
            Map<String, String> metadata = file.metadata();
            if (!FORMAT_VALUE.equals(metadata.get(FORMAT))) {
                throw new FeatureFlowException(path + " is no checkpoint that this version can continue from.");
            }
            requireSame(path, metadata, identity);
            Progress progress = read(path, metadata.get(PROGRESS), Progress.class);
            Meter.Reading reading = read(path, metadata.get(METER), Meter.Reading.class);
            History history = history(path, metadata.get(HISTORY));
            restore(file, NETWORK, arrays(state.network));
            restore(file, OPTIMIZER, state.optimizer.state());
            if (state.average != null) {
                restore(file, AVERAGE, arrays(state.average.network()));
            }
            String first = state.network.parameters().keySet().iterator().next();
            if (file.names().contains(BEST + first)) {
                Network best = Network.of(
                        state.network.spec(),
                        state.network.device(),
                        (name, owner) -> file.tensor(BEST + name).toArray(owner));
                best.freezeLike(state.network);
                state.best(best);
            }
            state.optimizer.resumeAt(progress.step());
            state.meter.restore(reading);
            state.history = history;
            state.epoch = progress.epoch();
            state.batch = progress.batch();
            state.seconds = progress.seconds();
        }
    }

    private static <T> T read(Path path, String json, Class<T> type) {
        try {
            return Objects.requireNonNull(GSON.fromJson(json, type));
        } catch (RuntimeException e) {
            throw damaged(path, e);
        }
    }

    private static History history(Path path, String json) {
        try {
            return HistoryJson.read(json);
        } catch (RuntimeException e) {
            throw damaged(path, e);
        }
    }

    /** Gson throws its own exceptions and whatever the records' constructors throw. */
    private static FeatureFlowException damaged(Path path, RuntimeException failure) {
        return new FeatureFlowException(
                path + " is a damaged checkpoint; delete it to continue from the one before.", failure);
    }

    private static void requireSame(Path path, Map<String, String> metadata, Map<String, String> identity) {
        identity.forEach((what, text) -> {
            String before = metadata.get(IDENTITY + what);
            // What an earlier version did not note cannot be held against its checkpoints.
            if (before != null && !text.equals(before)) {
                throw new FeatureFlowException("Cannot continue from " + path + ": it was made with another " + what
                        + (text.length() + before.length() < 400 ? " (" + before + ", now " + text + ")" : "")
                        + "; use the same settings, or start anew in another folder.");
            }
        });
    }

    private static Map<String, NDArray> arrays(Network network) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        network.parameters().forEach((name, p) -> arrays.put(name, p.getArray()));
        return arrays;
    }

    private static void put(Map<String, StoredTensor> tensors, String prefix, Map<String, NDArray> arrays) {
        arrays.forEach((name, array) -> tensors.put(prefix + name, StoredTensor.of(array)));
    }

    private static void restore(Safetensors file, String prefix, Map<String, NDArray> arrays) {
        arrays.forEach((name, array) -> {
            try (NDArray saved = file.tensor(prefix + name).toArray(array.getManager())) {
                InPlace.copy(array, saved);
            }
        });
    }
}
