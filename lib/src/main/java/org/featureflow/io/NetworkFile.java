package org.featureflow.io;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * A network in one file: a safetensors file with PyTorch's array names, whose {@code __metadata__} holds the architecture, so that a pruned
 * network opens with nothing else. Python's {@code safetensors} reads it too.
 */
public final class NetworkFile {
    private static final String FORMAT = "format";
    private static final String FORMAT_VALUE = "featureflow.network";
    private static final String SPEC = "spec";
    private static final String NORMALIZATION = "normalization";
    private static final String DATA_SET = "data_set";
    private static final Set<String> OWN = Set.of(FORMAT, SPEC, NORMALIZATION, DATA_SET);
    private static final Gson GSON = new Gson();

    private NetworkFile() {}

    /**
     * Whether a text that may be an architecture's name means a network file.
     *
     * @param text what a user gave for a network
     * @return true if there is a file of that name, or no architecture could be called that
     */
    public static boolean isMeantBy(String text) {
        try {
            return text.contains("/")
                    || text.contains("\\")
                    || text.endsWith(".safetensors")
                    || Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException noFileHasThisName) {
            return false;
        }
    }

    /**
     * Writes a network, replacing a file of that name in one step.
     *
     * @param network what to save
     * @param path the file
     * @param notes what a user of the file has to know
     * @throws FeatureFlowException if the file cannot be written; one that was there before stays as it was
     */
    public static void save(Network network, Path path, NetworkNotes notes) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        network.parameters().forEach((name, p) -> tensors.put(name, StoredTensor.of(p.getArray())));
        Safetensors.write(path, metadata(network.spec(), notes), tensors);
    }

    private static Map<String, String> metadata(NetworkSpec spec, NetworkNotes notes) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, FORMAT_VALUE);
        metadata.put(SPEC, spec.toJson());
        notes.normalization().ifPresent(n -> metadata.put(NORMALIZATION, GSON.toJson(n)));
        if (!notes.dataSet().isEmpty()) {
            metadata.put(DATA_SET, notes.dataSet());
        }
        notes.more().forEach((name, value) -> {
            if (OWN.contains(name)) {
                throw new IllegalArgumentException("the file uses the name " + name + " itself");
            }
            metadata.put(name, value);
        });
        return metadata;
    }

    /**
     * Reads a network to the CPU.
     *
     * @param path the file
     * @return the network and its notes
     */
    public static StoredNetwork load(Path path) {
        return load(path, Device.cpu());
    }

    /**
     * Reads a network.
     *
     * @param path the file
     * @param device where the network shall live
     * @return the network and its notes
     * @throws FeatureFlowException if there is no such file, it holds no network, or arrays are missing, superfluous or of another shape
     */
    public static StoredNetwork load(Path path, Device device) {
        try (Safetensors file = Safetensors.open(path)) {
            NetworkSpec spec = spec(path, file);
            requireSameNames(path, file, spec);
            NetworkNotes notes = notes(path, file);
            Network network = Network.of(spec, device, (name, owner) -> array(file.tensor(name), owner));
            return new StoredNetwork(network, notes);
        }
    }

    /**
     * Reads the architecture alone.
     *
     * @param path the file
     * @return the spec of the network in it
     */
    public static NetworkSpec spec(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            return spec(path, file);
        }
    }

    /**
     * Reads the notes alone.
     *
     * @param path the file
     * @return what the file says about how to use its network
     */
    public static NetworkNotes notes(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            return notes(path, file);
        }
    }

    private static NetworkSpec spec(Path path, Safetensors file) {
        String json = file.metadata().get(SPEC);
        if (json == null) {
            throw new FeatureFlowException(path + " holds arrays but no description of a network; bring arrays of other"
                    + " programs in with './ffr import " + path + " --arch NETWORK -o FILE'.");
        }
        try {
            return NetworkSpec.fromJson(json);
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(path + ": " + e.getMessage(), e);
        }
    }

    private static void requireSameNames(Path path, Safetensors file, NetworkSpec spec) {
        Set<String> missing = new LinkedHashSet<>(spec.parameters().keySet());
        missing.removeAll(file.names());
        Set<String> unknown = new LinkedHashSet<>(file.names());
        unknown.removeAll(spec.parameters().keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new FeatureFlowException(path + " does not hold the arrays that its network " + spec.name()
                    + " needs: missing " + first(missing) + ", unknown " + first(unknown) + ".");
        }
    }

    private static String first(Set<String> names) {
        if (names.size() > 3) {
            return names.iterator().next() + " and " + (names.size() - 1) + " more";
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static NetworkNotes notes(Path path, Safetensors file) {
        Map<String, String> more = new LinkedHashMap<>(file.metadata());
        more.keySet().removeAll(OWN);
        Optional<Normalization> normalization = Optional.empty();
        String json = file.metadata().get(NORMALIZATION);
        if (json != null) {
            try {
                normalization = Optional.of(GSON.fromJson(json, Normalization.class));
            } catch (RuntimeException e) {
                // Gson throws its own and whatever the record's constructor throws.
                throw new FeatureFlowException(path + " has a normalisation that cannot be read: " + json + ".", e);
            }
        }
        return new NetworkNotes(normalization, file.metadata().getOrDefault(DATA_SET, ""), more);
    }

    private static NDArray array(StoredTensor tensor, NDManager owner) {
        boolean trainable = tensor.type() == ElementType.F32 || tensor.type() == ElementType.F64;
        StoredTensor usable = trainable ? tensor : StoredTensor.ofFloats(tensor.toFloats(), tensor.shape());
        return usable.toArray(owner);
    }
}
