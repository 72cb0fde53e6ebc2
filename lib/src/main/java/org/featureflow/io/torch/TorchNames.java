package org.featureflow.io.torch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.io.Safetensors;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;

/**
 * A state dictionary for Python: the arrays under PyTorch's module names, with the counters that PyTorch's batch norms have, so that {@code
 * model.load_state_dict(safetensors.torch.load_file(FILE))} takes it as it is. The names are the network's own; where a file's names were
 * brought to torchvision's when it was read, they are torchvision's. A vision transformer's arrays have torchvision's
 * axes too.
 */
public final class TorchNames {
    private TorchNames() {}

    /**
     * Writes the arrays of a network as a safetensors file without the network's description.
     *
     * @param network the network
     * @param path the file
     */
    public static void write(Network network, Path path) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Node node : network.spec().nodes()) {
            node.layer().parameters().forEach(p -> {
                String name = node.name() + "." + p.name();
                tensors.put(name, StoredTensor.of(network.array(name)));
            });
            if (node.layer() instanceof BatchNorm) {
                tensors.put(node.name() + ".num_batches_tracked", StoredTensor.ofLongs(new long[] {0}));
            }
        }
        Safetensors.write(path, Map.of("format", "pt"), TransformerArrays.toState(tensors));
    }
}
