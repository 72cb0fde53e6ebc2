package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Scalars;
import org.featureflow.nn.Network;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) as {@code torch.optim.AdamW} defines it: with gradient g, decay λ, rate η
 * and step t from 1
 *
 * <pre>
 * w ← w − η λ w      m ← β₁ m + (1 − β₁) g      s ← β₂ s + (1 − β₂) g²
 * w ← w − η m / (1 − β₁ᵗ) / (√s / √(1 − β₂ᵗ) + ε)
 * </pre>
 */
public final class AdamW implements Optimizer {
    private static final double EPSILON = 1e-8;

    private final NDManager manager;
    private final List<Trained> arrays;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private final double beta1;
    private final double beta2;
    private final DataType type;
    private long steps;

    AdamW(List<Trained> arrays, double beta1, double beta2) {
        this.arrays = List.copyOf(arrays);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.type = arrays.get(0).array().getDataType();
        this.manager = Trained.ownManager(arrays);
        try {
            for (Trained t : arrays) {
                means.put(t.name(), manager.zeros(t.array().getShape(), type));
                squares.put(t.name(), manager.zeros(t.array().getShape(), type));
            }
        } catch (RuntimeException | Error failure) {
            manager.close();
            throw failure;
        }
    }

    /**
     * For all trained arrays of a network, with β₂ = 0.999 and ε = 1e-8.
     *
     * @param network what to train
     * @param beta1 β₁, in [0, 1)
     * @param weightDecay λ
     * @param scope which arrays λ applies to
     * @return the optimiser; close it
     */
    public static AdamW of(Network network, double beta1, double weightDecay, DecayScope scope) {
        return new AdamW(Trained.of(network, weightDecay, scope), beta1, 0.999);
    }

    /** The numbers of one step as arrays (). */
    private record Constants(
            NDArray keep1, NDArray add1, NDArray keep2, NDArray add2, NDArray rate, NDArray root, NDArray epsilon) {}

    @Override
    public void step(double learningRate) {
        steps++;
        try (GradMode off = GradMode.off();
                NDManager local = manager.newSubManager()) {
            Constants c = new Constants(
                    Scalars.ownedBy(local, type, beta1),
                    Scalars.ownedBy(local, type, 1 - beta1),
                    Scalars.ownedBy(local, type, beta2),
                    Scalars.ownedBy(local, type, 1 - beta2),
                    Scalars.ownedBy(local, type, learningRate / (1 - Math.pow(beta1, steps))),
                    Scalars.ownedBy(local, type, Math.sqrt(1 - Math.pow(beta2, steps))),
                    Scalars.ownedBy(local, type, EPSILON));
            Map<Double, NDArray> shrink = new LinkedHashMap<>();
            for (Trained t : arrays) {
                try (NDArray gradient = t.gradient().orElse(null)) {
                    if (gradient != null) {
                        if (t.decay() > 0) {
                            t.array()
                                    .muli(shrink.computeIfAbsent(
                                            t.decay(), d -> Scalars.ownedBy(local, type, 1 - learningRate * d)));
                        }
                        update(t, gradient, c);
                    }
                }
            }
        }
    }

    private void update(Trained t, NDArray gradient, Constants c) {
        NDArray mean = means.get(t.name());
        NDArray square = squares.get(t.name());
        try (NDArray g2 = gradient.square()) {
            square.muli(c.keep2).addi(g2.muli(c.add2));
        }
        mean.muli(c.keep1).addi(gradient.muli(c.add1));
        try (NDArray size = square.sqrt();
                NDArray change = mean.mul(c.rate)) {
            t.array().subi(change.divi(size.divi(c.root).addi(c.epsilon)));
        }
    }

    @Override
    public void clearGradients() {
        arrays.forEach(t -> Autograd.clearGradient(t.array()));
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        means.forEach((name, mean) -> state.put("mean/" + name, mean));
        squares.forEach((name, square) -> state.put("square/" + name, square));
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
