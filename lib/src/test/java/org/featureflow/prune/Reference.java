package org.featureflow.prune;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;

/** The reference fixtures: a trained ResNet-20 and what PyTorch computed for it. */
final class Reference {
    static final String[] BLOCKS = {
        "layer1.0", "layer1.1", "layer1.2", "layer2.0", "layer2.1", "layer2.2", "layer3.0", "layer3.1", "layer3.2"
    };

    private Reference() {}

    static Path path(String name) {
        try {
            return Path.of(Reference.class.getResource("/reference/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Network resnet20(DataType type) {
        Map<String, StoredTensor> arrays = Npz.read(path("resnet20-weights.npz"));
        try (Network stored = Network.of(
                Architectures.named("resnet20"),
                Device.cpu(),
                (name, owner) -> arrays.get(name).toArray(owner))) {
            return stored.to(Device.cpu(), type);
        }
    }

    static JsonObject json() {
        try {
            return JsonParser.parseString(Files.readString(path("network.json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static double[] scores(String importance, String node) {
        return StreamSupport.stream(
                        json().getAsJsonObject("scores")
                                .getAsJsonArray(importance + "/" + node)
                                .spliterator(),
                        false)
                .mapToDouble(e -> e.getAsDouble())
                .toArray();
    }
}
