package org.featureflow.sparsity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Node;

/** Counts zeros behind every activation while batches pass; give it to {@code Network.forward} as observer. */
final class ActivationMeter {
    private static final class Count {
        private double[] active;
        private double seen;
    }

    private final Map<String, Count> counts = new LinkedHashMap<>();

    void observe(Node node, NDArray output) {
        if (!node.layer().isActivation()) {
            return;
        }
        int channels = (int) output.getShape().get(1);
        Count count = counts.computeIfAbsent(node.name(), n -> new Count());
        float[] active;
        try (NDManager local = output.getManager().newSubManager()) {
            // 1 or 0, behind a clip below 0 too; sums stay exact in float32 up to 2^24 activations a channel.
            NDArray sign = output.sign();
            sign.attach(local);
            NDArray nonZero = sign.abs();
            active = output.getShape().dimension() == 4
                    ? HostValues.floats(nonZero.sum(new int[] {0, 2, 3}))
                    : HostValues.floats(nonZero.sum(new int[] {0}));
        }
        count.active = count.active == null ? new double[channels] : count.active;
        for (int c = 0; c < channels; c++) {
            count.active[c] += active[c];
        }
        count.seen += (double) output.size() / channels;
    }

    List<ActivationSparsity> result() {
        List<ActivationSparsity> all = new ArrayList<>();
        counts.forEach((name, count) -> {
            List<Double> zeros = new ArrayList<>();
            for (double active : count.active) {
                zeros.add(1 - active / count.seen);
            }
            int dead = (int) zeros.stream().filter(z -> z == 1).count();
            double mean =
                    zeros.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
            all.add(new ActivationSparsity(name, zeros.size(), mean, dead, zeros));
        });
        return all;
    }
}
