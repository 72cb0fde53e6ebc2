package org.featureflow.prune;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;

/** What importances look at: one network at one moment. What is expensive to find out is found out once for all groups. */
public final class Evidence {
    private final Network network;
    private final Samples samples;
    private final long seed;
    /** Null for all. */
    private final ChannelGroups groups;

    private final Map<String, double[]> arrays = new HashMap<>();
    private final Map<String, Object> known = new HashMap<>();

    private Evidence(Network network, Samples samples, long seed, ChannelGroups groups) {
        this.network = network;
        this.samples = samples;
        this.seed = seed;
        this.groups = groups;
    }

    /**
     * A network without images.
     *
     * @param network the network; must not change while this is used
     * @return the evidence
     */
    public static Evidence of(Network network) {
        return new Evidence(network, null, 0, null);
    }

    /**
     * The same network with images.
     *
     * @param images what data-driven importances look at, or null for none
     * @return a copy that knows nothing yet
     */
    public Evidence with(Samples images) {
        return new Evidence(network, images, seed, groups);
    }

    /**
     * The same network with another seed.
     *
     * @param value decides random scores
     * @return a copy that knows nothing yet
     */
    public Evidence seed(long value) {
        return new Evidence(network, samples, value, groups);
    }

    /** The same network, of which only these groups are scored. */
    Evidence scoring(ChannelGroups scored) {
        return new Evidence(network, samples, seed, scored);
    }

    /**
     * The network.
     *
     * @return the network that is scored
     */
    public Network network() {
        return network;
    }

    /**
     * Its architecture.
     *
     * @return the spec
     */
    public NetworkSpec spec() {
        return network.spec();
    }

    /**
     * The groups that are scored: what is found out once for all of them needs to look no further.
     *
     * @return what {@link Pruning#groups} returns; without a pruning all groups, coupled ones too
     */
    public ChannelGroups groups() {
        return groups != null ? groups : once("all channel groups", () -> ChannelGroups.of(spec(), Channels.ALL));
    }

    /**
     * The seed.
     *
     * @return what decides random scores
     */
    public long seed() {
        return seed;
    }

    /**
     * The images.
     *
     * @return the samples
     * @throws FeatureFlowException if there are none
     */
    public Samples samples() {
        if (samples == null) {
            throw new FeatureFlowException(
                    "This importance looks at images and none were given; name a data set (--data) or call samples(…).");
        }
        return samples;
    }

    /**
     * The gradient of the loss, batch by batch. The loss is a batch's mean cross-entropy of the network as it is used: batch norm with running
     * statistics, which stay as they are. No gradient is left behind for training to pick up.
     *
     * <pre>{@code
     * evidence.gradients(batch -> sums.add(batch.get("conv1.weight")));
     * }</pre>
     *
     * @param batch called once a batch with array's name → gradient, float64, row-major, as long as the array; frozen arrays are missing
     * @throws FeatureFlowException if there are no images
     */
    public void gradients(Consumer<Map<String, double[]>> batch) {
        LossGradients.forEach(network, samples(), batch);
    }

    /**
     * An array of the network.
     *
     * @param name qualified name such as {@code layer1.0.conv1.weight}
     * @return its values in row-major order, read once; do not change them
     */
    public double[] array(String name) {
        return arrays.computeIfAbsent(name, n -> HostValues.doubles(network.array(n)));
    }

    /**
     * The part of an array that belongs to one channel.
     *
     * @param slices the group's part of the array
     * @param channel the channel, from 0
     * @return its values: a filter, a scale, the weights that read the channel
     */
    public double[] values(Slices slices, int channel) {
        double[] all = array(slices.array());
        long[] shape = network.array(slices.array()).getShape().getShape();
        int rows = (int) shape[0];
        int rowLength = all.length / rows;
        int[] indices = slices.indices()[channel];
        if (slices.produces()) {
            double[] part = new double[indices.length * rowLength];
            for (int i = 0; i < indices.length; i++) {
                System.arraycopy(all, indices[i] * rowLength, part, i * rowLength, rowLength);
            }
            return part;
        }
        int block = rowLength / (int) shape[1];
        double[] part = new double[rows * indices.length * block];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int index : indices) {
                System.arraycopy(all, row * rowLength + index * block, part, at, block);
                at += block;
            }
        }
        return part;
    }

    /**
     * Finds something out at most once.
     *
     * @param key what it is, unique among all importances
     * @param finding computes it
     * @param <T> its type
     * @return the result of the first call with this key
     */
    @SuppressWarnings("unchecked")
    public <T> T once(String key, Supplier<T> finding) {
        Object found = known.get(key);
        if (found == null) {
            found = finding.get();
            known.put(key, found);
        }
        return (T) found;
    }
}
