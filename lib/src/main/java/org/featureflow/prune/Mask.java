package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Network;
import org.featureflow.nn.ParameterSpec;

/**
 * Zeroes the channels that a plan removes, and keeps their place: filters, biases and batch norm (scale and shift), so that the channels are
 * exactly zero wherever they are read. The network stays as large and as slow as before; {@link Shrink} makes it smaller.
 */
public final class Mask {
    private Mask() {}

    /**
     * A masked copy.
     *
     * @param network the network, unchanged
     * @param plan which channels stay
     * @return a network of the same size; close it
     * @throws org.featureflow.FeatureFlowException if the plan does not fit the network
     */
    public static Network apply(Network network, Plan plan) {
        plan.removed(network.spec());
        Network masked = network.copy();
        zero(masked, plan);
        return masked;
    }

    /**
     * Masks a network in place, for example again after every training step so that the channels stay zero.
     *
     * @param network the network to change
     * @param plan which channels stay
     * @throws org.featureflow.FeatureFlowException if the plan does not fit the network
     */
    public static void zero(Network network, Plan plan) {
        zero(network, plan, kind -> true);
    }

    static void zero(Network network, Plan plan, java.util.function.Predicate<ParameterSpec.Kind> which) {
        ChannelGroups all = ChannelGroups.of(network.spec(), Channels.ALL);
        Map<String, BitSet> removed = plan.removed(all);
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager()) {
            for (ChannelGroup group : all.groups()) {
                BitSet gone = removed.getOrDefault(group.name(), new BitSet());
                if (gone.isEmpty()) {
                    continue;
                }
                for (Slices s : group.slices()) {
                    if (s.produces() && s.kind().trained() && which.test(s.kind())) {
                        zeroRows(network.array(s.array()), s, gone, local);
                    }
                }
            }
        }
    }

    private static void zeroRows(NDArray array, Slices slices, BitSet gone, NDManager local) {
        long[] shape = array.getShape().getShape().clone();
        float[] keep = new float[Math.toIntExact(shape[0])];
        Arrays.fill(keep, 1);
        gone.stream().forEach(channel -> {
            for (int row : slices.indices()[channel]) {
                keep[row] = 0;
            }
        });
        Arrays.fill(shape, 1, shape.length, 1);
        try (NDArray factors = local.create(keep, new Shape(shape)).toType(array.getDataType(), false)) {
            array.muli(factors);
        }
    }
}
