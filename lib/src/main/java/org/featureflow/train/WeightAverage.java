package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashSet;
import java.util.Set;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.InPlace;
import org.featureflow.engine.Scalars;
import org.featureflow.nn.Network;

/**
 * An exponential moving average of a network's arrays, running statistics included: a ← d a + (1 − d) w after every step, with
 * d = min(decay, (1 + n)/(10 + n)) after n steps, so that the start is forgotten (TensorFlow's {@code ExponentialMovingAverage}).
 */
final class WeightAverage implements AutoCloseable {
    private final Network source;
    private final Network average;
    private final double decay;
    /** All but what has always been frozen, whose average would be the array itself but for rounding. */
    private final Set<String> changing;

    WeightAverage(Network source, double decay) {
        this.source = source;
        this.average = source.copy();
        this.decay = decay;
        this.changing = new LinkedHashSet<>(notFrozen());
    }

    private Set<String> notFrozen() {
        Set<String> names = new LinkedHashSet<>(source.parameters().keySet());
        source.frozen().forEach(names::remove);
        return names;
    }

    /** The averaged network, owned by this. */
    Network network() {
        return average;
    }

    /**
     * Takes the network's arrays into the average.
     *
     * @param step number of finished steps before this one
     */
    void update(long step) {
        changing.addAll(notFrozen());
        double keep = Math.min(decay, (1.0 + step) / (10.0 + step));
        try (GradMode off = GradMode.off();
                NDManager local = average.manager().newSubManager()) {
            NDArray old = Scalars.ownedBy(local, source.dataType(), keep);
            NDArray fresh = Scalars.ownedBy(local, source.dataType(), 1 - keep);
            for (String name : changing) {
                try (NDArray share = source.array(name).mul(fresh)) {
                    average.array(name).muli(old).addi(share);
                }
            }
        }
    }

    /** Gives the network the averaged arrays. */
    void copyBack() {
        for (String name : changing) {
            InPlace.copy(source.array(name), average.array(name));
        }
    }

    @Override
    public void close() {
        average.close();
    }
}
