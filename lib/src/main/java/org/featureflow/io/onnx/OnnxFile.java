package org.featureflow.io.onnx;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.ImageSize;
import org.featureflow.io.MalformedFileException;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.ReadFault;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.FoldedBatchNorm;
import org.featureflow.nn.Network;

/**
 * Networks as ONNX files.
 *
 * <p>Written: operator set 17, one input {@code input} [batch, channels, height, width] and one output {@code logits} [batch, classes], both
 * float32 with any batch. Nodes are called as in the spec and weights as in the network file. The metadata holds the network's name, the
 * SHA-256 of its spec's JSON, the taps and the normalisation.
 *
 * <p>Read: classifiers, convolutional ones and vision transformers, of Conv (grouped and depthwise too), BatchNormalization, LayerNormalization over channels, Relu, Clip,
 * Sigmoid, HardSigmoid, HardSwish, Gelu (the last three in one operator or spelt out), MaxPool, AveragePool, GlobalAveragePool, Add, Mul of
 * features, Concat (also with zeros), Flatten, flattening Reshape, Gemm, MatMul with Add, averaging ReduceMean, Sum, Squeeze, Unsqueeze and
 * Gather around a flattening, Identity, Dropout in inference, Slice, Split, Pad and Gather over channels, channel shuffles, Mul by a
 * constant a channel behind a convolution or linear layer, Transpose and Reshape that arrange batch, channels and positions anew; and MatMul,
 * Softmax, Expand and Concat where they are attention between all positions and a class token. Weights may lie in a file beside the
 * model. Anything else is refused with the operator and its node's name.
 */
public final class OnnxFile {
    private static final long LARGEST = Integer.MAX_VALUE - 64L;

    private OnnxFile() {}

    /**
     * Writes a network, replacing a file of that name in one step.
     *
     * @param network what to write, in float32
     * @param path the file
     * @param notes what is known about the network; its normalisation goes into the metadata
     * @param fold whether batch norms are folded into the layers before them
     * @throws FeatureFlowException if the file cannot be written
     */
    public static void write(Network network, Path path, NetworkNotes notes, boolean fold) {
        if (!fold) {
            write(OnnxExport.of(network, network.spec(), notes.normalization()), path);
            return;
        }
        try (Network folded = FoldedBatchNorm.of(network)) {
            write(OnnxExport.of(folded, network.spec(), notes.normalization()), path);
        }
    }

    private static void write(OnnxModel model, Path path) {
        MessageWriter message = OnnxWriter.model(model);
        if (message.size() > LARGEST) {
            throw new FeatureFlowException("Cannot write " + path + ": the network takes " + message.size()
                    + " bytes, more than the 2 GiB of an ONNX file; write safetensors.");
        }
        AtomicFile.write(path, message::writeTo);
    }

    /**
     * Reads a network to the CPU, in float32.
     *
     * @param path the file
     * @return the network, trainable, and what the file says about it; close the network
     * @throws FeatureFlowException if the file is damaged, leaves the size of its images open or holds what the toolkit cannot compute
     */
    public static StoredNetwork read(Path path) {
        return read(path, Optional.empty());
    }

    /**
     * Reads a network to the CPU, in float32.
     *
     * @param path the file
     * @param size of an image, for a file that leaves it open
     * @return the network, trainable, and what the file says about it; close the network
     * @throws FeatureFlowException if the file is damaged, says another size or holds what the toolkit cannot compute
     */
    public static StoredNetwork read(Path path, ImageSize size) {
        return read(path, Optional.of(size));
    }

    private static StoredNetwork read(Path path, Optional<ImageSize> size) {
        OnnxModel model = model(path);
        OnnxImport.Result result = spec(path, model, size);
        NetworkNotes notes = new NetworkNotes(ExportNotes.normalization(model.metadata()), "", Map.of());
        Network network = Network.of(
                result.spec(),
                Device.cpu(),
                (name, owner) -> result.arrays().get(name).toArray(owner));
        return new StoredNetwork(network, notes);
    }

    /** The graph's own name is the same in all files of an exporter. */
    private static String stem(Path path) {
        return path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }

    static OnnxModel model(Path path) {
        ReadFault.requireFile(path);
        try {
            if (Files.size(path) > LARGEST) {
                throw new MalformedFileException("it has more than 2 GiB, which no ONNX file can have");
            }
            return OnnxReader.read(Files.readAllBytes(path), new ExternalData(path));
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }

    static OnnxImport.Result spec(Path path, OnnxModel model, Optional<ImageSize> size) {
        try {
            return OnnxImport.of(model, size, stem(path));
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        } catch (FeatureFlowException | ArithmeticException impossible) {
            // Layers and specs refuse what cannot be computed.
            String message = impossible.getMessage().replaceFirst("\\.$", "");
            throw ReadFault.of(path, new MalformedFileException(message, impossible));
        }
    }
}
