package org.featureflow.io.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.StoredTensor;

/**
 * The arrays of a file, module by module.
 *
 * @param byName canonical name → module, in file order; linear layers are called {@code head.0}, {@code head.1}, … in file order
 * @param ignored arrays that no network needs, such as {@code bn1.num_batches_tracked}
 */
record TorchModules(Map<String, TorchModule> byName, List<String> ignored) {
    private static final String COUNTER = "num_batches_tracked";
    static final String HEAD = "head.";

    static TorchModules of(Map<String, StoredTensor> tensors) {
        String prefix = ModuleNames.commonPrefix(tensors.keySet());
        List<String> ignored = new ArrayList<>();
        Map<String, Map<String, StoredTensor>> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            int dot = name.lastIndexOf('.');
            String array = name.substring(dot + 1);
            if (array.equals(COUNTER)) {
                ignored.add(name);
                return;
            }
            if (Arrays.stream(tensor.shape()).anyMatch(axis -> axis == 0)) {
                throw new FeatureFlowException("The array “" + name + "” of shape " + Arrays.toString(tensor.shape())
                        + " is empty; no network has such weights, save it again without it.");
            }
            arrays.computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), m -> new LinkedHashMap<>())
                    .put(array, tensor);
        });
        Map<String, TorchModule> modules = new LinkedHashMap<>();
        int heads = 0;
        for (Map.Entry<String, Map<String, StoredTensor>> e : arrays.entrySet()) {
            String path = e.getKey().length() < prefix.length()
                    ? e.getKey()
                    : e.getKey().substring(prefix.length());
            TorchModule module = new TorchModule(e.getKey(), path, e.getValue());
            String name = module.is(TorchModule.Kind.LINEAR) ? HEAD + heads++ : ModuleNames.canonical(path);
            TorchModule other = modules.put(name, module);
            if (other != null) {
                throw new FeatureFlowException("The modules “" + other.original() + "” and “" + module.original()
                        + "” would both become “" + name + "”; rename one before importing.");
            }
        }
        return new TorchModules(Collections.unmodifiableMap(modules), List.copyOf(ignored));
    }

    TorchModule get(String name) {
        return byName.get(name);
    }

    boolean has(String name, TorchModule.Kind kind) {
        TorchModule m = byName.get(name);
        return m != null && m.is(kind);
    }

    /** The module, which has to be there for a proposal to go on. */
    TorchModule required(String name, TorchModule.Kind kind) {
        if (!has(name, kind)) {
            String missing = name.startsWith(HEAD)
                    ? "linear layer that would be its head"
                    : kind.name().toLowerCase(Locale.ROOT) + " module “" + name + "”";
            throw new FeatureFlowException("The architecture cannot be told from the file: there is no " + missing
                    + "; name the network with --arch, or export the model to ONNX and import that.");
        }
        return byName.get(name);
    }

    /** Whether the names are those of network slimming's VGG, which ends in an average pool where others have a fifth max pool. */
    boolean endsInAverage() {
        return byName.values().stream().anyMatch(m -> m.path().startsWith("feature."));
    }

    /** Output length of the last linear layer; 0 if there is none. */
    int classes() {
        int classes = 0;
        for (TorchModule m : byName.values()) {
            if (m.is(TorchModule.Kind.LINEAR)) {
                classes = m.size(0);
            }
        }
        return classes;
    }
}
