package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Predicate;
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
        Network masked = network.copy();
        try {
            zero(masked, plan, kind -> true);
            return masked;
        } catch (RuntimeException | Error e) {
            masked.close();
            throw e;
        }
    }

    /**
     * Masks a network again and again, so that removed channels stay zero while it trains.
     *
     * <pre>{@code
     * Runnable mask = Mask.holding(network, plan);
     * training.afterStep((trained, step) -> mask.run());
     * }</pre>
     *
     * @param network the network to change in place; it owns what this needs
     * @param plan which channels stay
     * @return zeroes the channels whenever it is run
     * @throws org.featureflow.FeatureFlowException if the plan does not fit the network
     */
    public static Runnable holding(Network network, Plan plan) {
        return factors(network, plan, kind -> true, network.manager())::apply;
    }

    /** Zeroes once, in place, arrays of some kinds. */
    static void zero(Network network, Plan plan, Predicate<ParameterSpec.Kind> which) {
        try (NDManager local = network.manager().newSubManager()) {
            factors(network, plan, which, local).apply();
        }
    }

    private static ZeroFactors factors(
            Network network, Plan plan, Predicate<ParameterSpec.Kind> which, NDManager owner) {
        ChannelGroups all = ChannelGroups.of(network.spec(), Channels.ALL);
        Map<String, BitSet> removed = plan.removed(all);
        ZeroFactors factors = new ZeroFactors(owner);
        for (ChannelGroup group : all.groups()) {
            BitSet gone = removed.getOrDefault(group.name(), new BitSet());
            for (Slices s : group.slices()) {
                if (!gone.isEmpty() && s.produces() && s.kind().trained() && which.test(s.kind())) {
                    addRows(factors, network.array(s.array()), s, gone);
                }
            }
        }
        return factors;
    }

    private static void addRows(ZeroFactors factors, NDArray array, Slices slices, BitSet gone) {
        long[] shape = array.getShape().getShape().clone();
        float[] keep = new float[Math.toIntExact(shape[0])];
        Arrays.fill(keep, 1);
        gone.stream().forEach(channel -> {
            for (int row : slices.indices()[channel]) {
                keep[row] = 0;
            }
        });
        Arrays.fill(shape, 1, shape.length, 1);
        factors.add(array, keep, new Shape(shape));
    }
}
