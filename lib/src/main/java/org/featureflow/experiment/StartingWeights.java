package org.featureflow.experiment;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.Sha256;
import org.featureflow.data.DataSet;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.ReadFault;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/**
 * The trained network that a run begins with, in place of random weights.
 *
 * @param file a network file; its images are normalised as it says
 * @param checksum SHA-256 of the file, lower-case hexadecimal
 * @param tuning how they are fitted to the run's images; null for as they are
 */
public record StartingWeights(String file, String checksum, FineTuning tuning) {
    /**
     * Checks that file and checksum are there.
     *
     * @throws FeatureFlowException if one is missing
     */
    public StartingWeights {
        if (file == null || file.isBlank() || checksum == null || checksum.isBlank()) {
            throw new FeatureFlowException("The weights that a run begins with need a file and its checksum.");
        }
        tuning = FineTuning.NONE.equals(tuning) ? null : tuning;
    }

    /**
     * Weights that are taken as they are.
     *
     * @param file a network file
     * @param checksum SHA-256 of the file, lower-case hexadecimal
     */
    public StartingWeights(String file, String checksum) {
        this(file, checksum, null);
    }

    /**
     * Those of a file of this machine.
     *
     * @param file a network file; {@code net.safetensors} and {@code ./net.safetensors} are the same choice
     * @return the choice, with the checksum of what is there
     * @throws FeatureFlowException if the file cannot be read, or does not say how its inputs are normalised
     */
    public static StartingWeights of(String file) {
        StartingWeights weights =
                new StartingWeights(Folders.direct(Path.of(file)).toString(), checksumOf(file));
        weights.normalization(Path.of(file));
        return weights;
    }

    /**
     * The same weights wherever they lie, for comparing runs of several machines.
     *
     * @return a copy without the file's place
     */
    public StartingWeights anywhere() {
        return new StartingWeights("weights", checksum, tuning);
    }

    /**
     * The same weights fitted to other images.
     *
     * @param value how; {@link FineTuning#NONE} for as they are
     * @return the changed copy
     */
    public StartingWeights with(FineTuning value) {
        return new StartingWeights(file, checksum, value);
    }

    /**
     * How they are fitted to the run's images.
     *
     * @return {@link FineTuning#NONE} for as they are
     */
    public FineTuning tuningOrNone() {
        return tuning == null ? FineTuning.NONE : tuning;
    }

    /** The images as the network sees them. */
    DataSet normalized(DataSet data) {
        return data.normalizedBy(normalization(path()));
    }

    /** The data set's own would silently be another: trained weights have seen images in one way. */
    private Normalization normalization(Path path) {
        return NetworkFile.notes(path)
                .normalization()
                .orElseThrow(() -> new FeatureFlowException(file
                        + " does not say how its network's inputs are normalised, so its weights cannot be begun with; import its"
                        + " original file again with --mean and --std, or save it with its NetworkNotes."));
    }

    /**
     * A network of these weights, tapped and frozen as the run says; close it.
     *
     * @param seed decides a new last layer
     */
    Network open(NetworkSpec spec, long seed, Device device) {
        Network network = described(headed(spec, seed, device), spec);
        network.freeze(tuningOrNone().freeze());
        return network;
    }

    private Network headed(NetworkSpec spec, long seed, Device device) {
        StoredNetwork stored = NetworkFile.load(path(), device);
        if (!tuningOrNone().newHead()) {
            return stored.network();
        }
        try (Network before = stored.network()) {
            return before.withHead(spec.classes(), seed);
        }
    }

    private static Network described(Network network, NetworkSpec spec) {
        if (network.spec().equals(spec)) {
            return network;
        }
        try (network) {
            return network.describedBy(spec);
        }
    }

    private Path path() {
        if (!checksumOf(file).equals(checksum)) {
            throw new FeatureFlowException("The network in " + file
                    + " is another than the run was specified with; specify the run anew, or put the file back.");
        }
        return Path.of(file);
    }

    private static String checksumOf(String file) {
        Path path = Path.of(file);
        ReadFault.requireFile(path);
        try {
            return Sha256.of(path);
        } catch (IOException failure) {
            throw ReadFault.of(path, failure);
        }
    }
}
