package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Scalars;
import org.featureflow.nn.Network;

/**
 * Stochastic gradient descent as {@code torch.optim.SGD} defines it, dampening 0: with gradient g, weight decay λ, momentum μ and rate η
 *
 * <pre>
 * g ← g + λ w      v ← μ v + g      w ← w − η v        (Nesterov: w ← w − η (g + μ v))
 * </pre>
 *
 * <p>The rate stays outside the velocity, so a drop of the rate acts at once (DJL's own optimiser keeps it inside).
 */
public final class Sgd implements Optimizer {
    private final NDManager manager;
    private final List<Trained> arrays;
    private final Map<String, NDArray> velocities = new LinkedHashMap<>();
    private final Map<Double, NDArray> decays = new HashMap<>();
    private final Set<String> inBlocks = new HashSet<>();
    private final NDArray momentum;
    private final boolean nesterov;
    private final DataType type;
    private long steps;

    Sgd(List<Trained> arrays, double momentum, boolean nesterov) {
        this.arrays = List.copyOf(arrays);
        this.nesterov = nesterov && momentum > 0;
        this.type = arrays.get(0).array().getDataType();
        this.manager = Trained.ownManager(arrays);
        try {
            this.momentum = momentum > 0 ? Scalars.ownedBy(manager, type, momentum) : null;
            for (Trained t : arrays) {
                if (CacheBlocks.suit(t.array())) {
                    inBlocks.add(t.name());
                }
                if (momentum > 0) {
                    velocities.put(t.name(), manager.zeros(t.array().getShape(), type));
                }
                if (t.decay() > 0) {
                    decays.computeIfAbsent(t.decay(), d -> Scalars.ownedBy(manager, type, d));
                }
            }
        } catch (RuntimeException | Error failure) {
            manager.close();
            throw failure;
        }
    }

    /**
     * For all trained arrays of a network.
     *
     * @param network what to train
     * @param momentum μ, in [0, 1)
     * @param nesterov whether to look ahead
     * @param weightDecay λ
     * @param scope which arrays λ applies to
     * @return the optimiser; close it
     */
    public static Sgd of(Network network, double momentum, boolean nesterov, double weightDecay, DecayScope scope) {
        return new Sgd(Trained.of(network, weightDecay, scope), momentum, nesterov);
    }

    @Override
    public void step(double learningRate) {
        try (GradMode off = GradMode.off();
                NDManager local = manager.newSubManager()) {
            NDArray rate = Scalars.ownedBy(local, type, learningRate);
            for (Trained t : arrays) {
                t.gradient().ifPresent(gradient -> {
                    try (gradient) {
                        NDArray decay = t.decay() > 0 ? decays.get(t.decay()) : null;
                        NDArray velocity = velocities.get(t.name());
                        if (inBlocks.contains(t.name())) {
                            CacheBlocks.forEach(
                                    t.array(), gradient, velocity, (w, g, v) -> update(w, g, v, decay, rate));
                        } else {
                            update(t.array(), gradient, velocity, decay, rate);
                        }
                    }
                });
            }
        }
        steps++;
    }

    private void update(NDArray weight, NDArray gradient, NDArray velocity, NDArray decay, NDArray rate) {
        if (decay != null) {
            try (NDArray pull = weight.mul(decay)) {
                gradient.addi(pull);
            }
        }
        NDArray direction = gradient;
        if (velocity != null) {
            velocity.muli(momentum).addi(gradient);
            if (nesterov) {
                try (NDArray ahead = velocity.mul(momentum)) {
                    gradient.addi(ahead);
                }
            } else {
                direction = velocity;
            }
        }
        try (NDArray change = direction.mul(rate)) {
            weight.subi(change);
        }
    }

    @Override
    public void clearGradients() {
        arrays.forEach(t -> Autograd.clearGradient(t.array()));
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        velocities.forEach((name, velocity) -> state.put("momentum/" + name, velocity));
        return state;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void resumeAt(long count) {
        steps = count;
    }

    @Override
    public void close() {
        manager.close();
    }
}
