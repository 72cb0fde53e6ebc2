package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.engine.InPlace;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.Layer;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * The running statistics of batch norms, measured anew. A network that has been cut still has those of the whole one, and part of what it loses
 * right after the cut it loses to that alone (adaptive batch normalisation of EagleEye, Li et al. 2020).
 */
public final class BatchNormStatistics {
    private BatchNormStatistics() {}

    /**
     * Replaces every running mean and variance by the mean over some batches of what each batch has, as PyTorch does with momentum {@code None}.
     * Those of frozen layers are measured too. Nothing else of the network changes.
     *
     * @param network with batch norms
     * @param batches training images without augmentation, at least 2 in a batch; a last one that is smaller than the others is not looked at
     * @param images how many to look at, at least 1, rounded up to whole batches
     * @return how many were looked at
     * @throws FeatureFlowException if the network has no batch norm, the images do not fit, are to be none, or make no whole batch of at least 2
     */
    public static int renew(Network network, Batches batches, int images) {
        requireIn(network.spec());
        if (images < 1) {
            throw new FeatureFlowException("Batch norms are measured anew on at least 1 image, not " + images + ".");
        }
        batches.images().requireFit(network.spec());
        Batches whole = batches.dropLast(true);
        int count = whole.holding(images);
        if (count < 1 || whole.batchSize() < 2) {
            throw new FeatureFlowException(
                    "To measure batch norms anew takes at least one batch of at least 2 images, not batches of "
                            + whole.batchSize() + " out of " + batches.images().count() + " images.");
        }
        Map<String, double[]> sums = new LinkedHashMap<>();
        // With momentum 1 the running statistics of the copy are those of its last batch.
        try (GradMode off = GradMode.off();
                Network copy = network.describedBy(ofLastBatch(network.spec()));
                NDManager manager = copy.manager().newSubManager()) {
            copy.freezeParameters(false);
            int done = 0;
            for (Batch batch : whole.epoch(0, manager)) {
                try (batch) {
                    copy.forward(batch.images(), true);
                }
                statistics(network.spec()).forEach(name -> add(sums, name, copy.array(name)));
                if (++done == count) {
                    break;
                }
            }
            sums.forEach((name, sum) -> write(network.array(name), sum, count, manager));
        }
        return count * whole.batchSize();
    }

    /**
     * Refuses a network that has none.
     *
     * @param spec the architecture
     * @throws FeatureFlowException if it has no batch norm
     */
    public static void requireIn(NetworkSpec spec) {
        if (statistics(spec).findAny().isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + spec.name() + " has no batch norm whose statistics could be measured anew.");
        }
    }

    private static void add(Map<String, double[]> sums, String name, NDArray array) {
        double[] values = HostValues.doubles(array);
        double[] sum = sums.computeIfAbsent(name, n -> new double[values.length]);
        for (int c = 0; c < sum.length; c++) {
            sum[c] += values[c];
        }
    }

    private static void write(NDArray array, double[] sum, int count, NDManager manager) {
        float[] mean = new float[sum.length];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = (float) (sum[c] / count);
        }
        InPlace.copy(array, HostValues.array(manager, mean, array.getShape(), array.getDataType()));
    }

    private static Stream<String> statistics(NetworkSpec spec) {
        return spec.nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm)
                .flatMap(node -> Stream.of(node.name() + ".running_mean", node.name() + ".running_var"));
    }

    private static NetworkSpec ofLastBatch(NetworkSpec spec) {
        Map<String, Layer> norms = new HashMap<>();
        for (Node node : spec.nodes()) {
            if (node.layer() instanceof BatchNorm norm) {
                norms.put(node.name(), new BatchNorm(norm.channels(), norm.epsilon(), 1));
            }
        }
        return spec.withLayers(norms);
    }
}
