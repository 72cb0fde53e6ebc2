package org.featureflow.regularize;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.featureflow.FeatureFlowException;
import org.featureflow.Sha256;
import org.featureflow.data.Normalization;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.ReadFault;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * A trained network that another one is to imitate, see {@link Distillation}. It is looked at in inference mode and without gradients, so that
 * nothing of it ever changes. Whoever made it closes it when the training has ended; a training never does.
 *
 * @param network the network
 * @param normalization what it sees pixels through
 * @param checksum SHA-256 in lower-case hexadecimal, by which one teacher is told from another: of the file it was read from; of a network in
 *     memory, of its architecture and arrays
 */
public record Teacher(Network network, Normalization normalization, String checksum) implements AutoCloseable {
    /**
     * The network of a file.
     *
     * @param file a network file
     * @param device where the network that learns from it lives
     * @return the teacher; close it
     * @throws FeatureFlowException if the file holds no network, or does not say how its inputs are normalised
     */
    public static Teacher load(Path file, Device device) {
        Normalization normalization = NetworkFile.notes(file)
                .normalization()
                .orElseThrow(() -> new FeatureFlowException(file
                        + " does not say how its network's inputs are normalised, so it cannot teach; import its original"
                        + " file again with --mean and --std, or save it with its NetworkNotes."));
        try {
            String checksum = Sha256.of(file);
            return new Teacher(NetworkFile.load(file, device).network(), normalization, checksum);
        } catch (IOException failure) {
            throw ReadFault.of(file, failure);
        }
    }

    /**
     * A network in memory.
     *
     * @param network a trained network on the device of the one that learns from it; not to be changed while it teaches
     * @param normalization what it sees pixels through
     * @return the teacher; to close it is to close the network
     */
    public static Teacher of(Network network, Normalization normalization) {
        MessageDigest digest = Sha256.empty();
        digest.update(network.spec().toJson().getBytes(StandardCharsets.UTF_8));
        network.parameters().values().forEach(p -> digest.update(HostValues.bytes(p.getArray())));
        return new Teacher(network, normalization, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Its answer to a batch; its features are freed at once.
     *
     * @param images [B, C, H, W]
     * @return logits [B, classes] as constants, owned by the manager of the images
     */
    NDArray logits(NDArray images) {
        try (GradMode off = GradMode.off();
                NDManager local = images.getManager().newSubManager()) {
            NDArray seen = Autograd.detach(images);
            seen.attach(local);
            NDArray logits = Autograd.detach(network.forward(seen, false).logits());
            logits.attach(images.getManager());
            return logits;
        }
    }

    /** Refuses what it cannot teach. */
    void requireFit(Network pupil, Normalization seenThrough) {
        if (pupil == network) {
            throw new FeatureFlowException("The teacher " + network.spec().name()
                    + " is the network that is trained itself; give a copy of it.");
        }
        NetworkSpec its = network.spec();
        NetworkSpec other = pupil.spec();
        if (its.classes() != other.classes()) {
            throw refused(its.classes() + " classes", other, other.classes() + "; take a teacher of the same classes.");
        }
        if (!its.input().equals(other.input())) {
            throw refused("images of " + its.input(), other, other.input() + "; take a teacher of the same images.");
        }
        if (!normalization.equals(seenThrough)) {
            throw refused(
                    "images normalised by " + text(normalization),
                    other,
                    text(seenThrough) + "; take a teacher with the same normalisation.");
        }
        if (!network.device().equals(pupil.device())) {
            throw refused("its arrays on " + network.device(), other, pupil.device() + "; move one with Network.to.");
        }
    }

    private FeatureFlowException refused(String what, NetworkSpec other, String otherwise) {
        return new FeatureFlowException("The teacher " + network.spec().name() + " has " + what + ", the network "
                + other.name() + " that is trained " + otherwise);
    }

    private static String text(Normalization n) {
        return "mean " + n.mean() + " and deviation " + n.std();
    }

    @Override
    public void close() {
        network.close();
    }

    /** What records and checkpoints call it. */
    @Override
    public String toString() {
        return network.spec().name() + " of SHA-256 " + checksum;
    }
}
