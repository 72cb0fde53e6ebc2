package org.featureflow.io.torch;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.ElementType;
import org.featureflow.io.ImageSize;
import org.featureflow.io.Npz;
import org.featureflow.io.PyTorchCheckpoint;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.AveragePool;
import org.featureflow.nn.MaxPool;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * Arrays that a PyTorch program trained, under its names, and the network they make.
 *
 * <pre>{@code
 * TorchWeights weights = TorchWeights.read(Path.of("resnet56.th"));
 * try (Network network = weights.into(weights.propose())) { ... }
 * }</pre>
 */
public final class TorchWeights {
    private final Path source;
    private final TorchModules modules;
    private final List<String> skipped;

    private TorchWeights(Path source, TorchModules modules, List<String> skipped) {
        this.source = source;
        this.modules = modules;
        this.skipped = skipped;
    }

    /**
     * Reads a file: safetensors or a NumPy archive by its ending, any other as a PyTorch checkpoint.
     *
     * @param path the file
     * @return the weights, in memory
     * @throws FeatureFlowException if the file cannot be read or is refused
     */
    public static TorchWeights read(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return of(path, Safetensors.readAll(path), List.of());
        }
        if (name.endsWith(".npz")) {
            return of(path, Npz.read(path), List.of());
        }
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(path);
        return of(path, checkpoint.tensors(), checkpoint.skipped());
    }

    private static TorchWeights of(Path path, Map<String, StoredTensor> tensors, List<String> skipped) {
        try {
            Map<String, StoredTensor> arrays = TransformerArrays.fromState(TransformerNames.canonical(tensors));
            return new TorchWeights(path, TorchModules.of(arrays), skipped);
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * What the file holds besides the weights of a network.
     *
     * @return counters of batch norms and entries that are no arrays
     */
    public List<String> ignored() {
        return Stream.concat(modules.ignored().stream(), skipped.stream()).toList();
    }

    /**
     * The architecture that names and shapes tell, pruned widths included: a VGG with or without batch norm, a ResNet of basic or bottleneck
     * blocks, or a vision transformer.
     *
     * @return the spec, for images of the usual size: 224 for a 7×7 stem, what the head needs for a VGG of five pools, what the positions
     *     are for in a vision transformer, else 32
     * @throws FeatureFlowException if it is none of them
     */
    public NetworkSpec propose() {
        return explained(() -> Proposals.of(modules, Optional.empty()));
    }

    /**
     * The architecture that names and shapes tell, as {@link #propose()}, for images of another size.
     *
     * @param size of an image
     * @return the spec
     * @throws FeatureFlowException if it is none of them
     */
    public NetworkSpec propose(ImageSize size) {
        return explained(() -> Proposals.of(modules, Optional.of(size)));
    }

    /**
     * A named architecture for the file's number of classes.
     *
     * @param name as in {@link Architectures}; classes and size in it win over the file's and the usual ones
     * @return the spec, with biases where the file has them
     */
    public NetworkSpec named(String name) {
        return named(name, Optional.empty());
    }

    /**
     * A named architecture for the file's number of classes.
     *
     * @param name as in {@link Architectures}; classes and size in it win
     * @param size of an image
     * @return the spec, with biases where the file has them
     */
    public NetworkSpec named(String name, ImageSize size) {
        return named(name, Optional.of(size));
    }

    private NetworkSpec named(String name, Optional<ImageSize> size) {
        int classes = Math.max(1, modules.classes());
        return explained(() -> withPoolOfTheFile(new Matching(modules)
                .withBiasesOfTheFile(Architectures.named(name, Proposals.input(modules, size), classes))));
    }

    private NetworkSpec withPoolOfTheFile(NetworkSpec spec) {
        Optional<Node> last =
                spec.nodes().stream().filter(n -> n.layer() instanceof MaxPool).reduce((a, b) -> b);
        return last.filter(p -> modules.endsInAverage())
                .map(p -> spec.withLayers(Map.of(p.name(), new AveragePool(2, 2, 0))))
                .orElse(spec);
    }

    /**
     * The network with these weights, on the CPU, in float64 if the file has it throughout and float32 otherwise.
     *
     * @param spec the architecture
     * @return the network; close it
     * @throws FeatureFlowException if arrays are missing, surplus or of another shape, with their names
     */
    public Network into(NetworkSpec spec) {
        Map<String, StoredTensor> arrays = explained(() -> new Matching(modules).arrays(spec));
        boolean wide = arrays.values().stream().allMatch(t -> t.type() == ElementType.F64);
        return Network.of(spec, Device.cpu(), (name, owner) -> {
            StoredTensor t = arrays.get(name);
            return (wide ? t : StoredTensor.ofFloats(t.toFloats(), t.shape())).toArray(owner);
        });
    }

    private <T> T explained(Supplier<T> step) {
        try {
            return step.get();
        } catch (FeatureFlowException e) {
            throw new FeatureFlowException(source + ": " + e.getMessage(), e);
        }
    }
}
