package org.featureflow.cli;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.featureflow.FeatureFlowException;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/** What a command takes for a network: an architecture's name or a network file. */
final class NetworkArgument {
    /** The argument's form, for help. */
    static final String FORM =
            "an architecture such as resnet56, vgg16@0.25 or resnet18:64x64:200, which has untrained weights, or a network file";

    private static final Pattern FOREIGN = Pattern.compile("(?i)\\.(onnx|pth|pt|th|tar|ckpt|bin|pkl|npz)$");

    private NetworkArgument() {}

    /** The architecture, without weights. */
    static NetworkSpec spec(String text) {
        return NetworkFile.isMeantBy(text) ? NetworkFile.spec(file(text)) : Architectures.named(text);
    }

    /** The network with its weights; a name gives one with starting weights of seed 0. Close it. */
    static Network open(String text) {
        return load(text).network();
    }

    /** The network with what its file says about it; a name gives starting weights of seed 0 and no notes. Close the network. */
    static StoredNetwork load(String text) {
        return NetworkFile.isMeantBy(text)
                ? NetworkFile.load(file(text))
                : new StoredNetwork(Network.create(Architectures.named(text), 0), NetworkNotes.NONE);
    }

    /** The network for images of some shape and number of classes; a file is taken as it is. Close the network. */
    static StoredNetwork load(String text, FeatureShape input, int classes, long seed, Device device) {
        return NetworkFile.isMeantBy(text)
                ? NetworkFile.load(file(text), device)
                : new StoredNetwork(
                        Network.create(Architectures.named(text, input, classes), seed, device), NetworkNotes.NONE);
    }

    /** The network of a file, its last layer made anew for a number of classes. Close the network. */
    static StoredNetwork loadWithNewHead(String text, int classes, long seed, Device device) {
        if (!NetworkFile.isMeantBy(text)) {
            throw new FeatureFlowException("--new-head is about the network of a file, but " + text
                    + " is an architecture, in which all layers are new; leave it out.");
        }
        StoredNetwork stored = NetworkFile.load(file(text), device);
        try (Network before = stored.network()) {
            return new StoredNetwork(before.withHead(classes, seed), stored.notes());
        }
    }

    /** The file, unless it is another program's. */
    static Path file(String text) {
        if (FOREIGN.matcher(text).find() && Files.exists(Path.of(text)) && !isOurs(Path.of(text))) {
            throw new FeatureFlowException(text + " is another program's file; bring it in first: ./ffr import " + text
                    + " -o NAME.safetensors");
        }
        return Path.of(text);
    }

    /** A file may be called as it likes. */
    private static boolean isOurs(Path file) {
        try {
            NetworkFile.spec(file);
            return true;
        } catch (FeatureFlowException another) {
            return false;
        }
    }
}
