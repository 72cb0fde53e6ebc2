package org.featureflow.prune;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Network;
import org.featureflow.nn.ParameterSpec;

/**
 * Unstructured pruning by magnitude: single weights become zero and keep their place. This is a mask. The arrays keep their shape, the network
 * its parameters, MACs and latency; only {@link Shrink} makes a network smaller.
 */
public final class WeightMask {
    private final Map<String, boolean[]> kept;

    private WeightMask(Map<String, boolean[]> kept) {
        this.kept = kept;
    }

    /**
     * What a mask leaves of one array.
     *
     * @param array the array's name
     * @param weights number of weights
     * @param zeros number of weights that are zeroed
     */
    public record Row(String array, long weights, long zeros) {
        /**
         * Share of zeros.
         *
         * @return zeros / weights
         */
        public double sparsity() {
            return (double) zeros / weights;
        }
    }

    /**
     * Keeps the largest weights of every array.
     *
     * @param network the network; weights of convolutions and linear layers are masked, biases and batch norm are not
     * @param fraction share kept of each array, rounded, at least one weight
     * @return the mask
     * @throws FeatureFlowException if the fraction is not more than 0 and at most 1
     */
    public static WeightMask local(Network network, double fraction) {
        require(fraction);
        Map<String, boolean[]> kept = new LinkedHashMap<>();
        magnitudes(network)
                .forEach((name, values) -> kept.put(name, largest(values, (int) Math.round(fraction * values.length))));
        return new WeightMask(kept);
    }

    /**
     * Keeps the largest weights of the whole network.
     *
     * @param network the network; weights of convolutions and linear layers are masked, biases and batch norm are not
     * @param fraction share kept of all weights together; every array keeps at least its largest weight
     * @return the mask
     * @throws FeatureFlowException if the fraction is not more than 0 and at most 1
     */
    public static WeightMask global(Network network, double fraction) {
        require(fraction);
        Map<String, double[]> values = magnitudes(network);
        double[] all = values.values().stream().flatMapToDouble(Arrays::stream).toArray();
        boolean[] chosen = largest(all, (int) Math.round(fraction * all.length));
        Map<String, boolean[]> kept = new LinkedHashMap<>();
        int start = 0;
        for (Map.Entry<String, double[]> e : values.entrySet()) {
            int length = e.getValue().length;
            boolean[] own = Arrays.copyOfRange(chosen, start, start + length);
            int largest = IntStream.range(0, length)
                    .boxed()
                    .max(Comparator.comparingDouble(i -> e.getValue()[i]))
                    .orElseThrow();
            own[largest] = true;
            kept.put(e.getKey(), own);
            start += length;
        }
        return new WeightMask(kept);
    }

    /**
     * Keeps the n largest of every m weights that follow one another along the input channels (2:4 is what sparse tensor cores take). The rest of a
     * row whose input channels m does not divide stays as it is.
     *
     * @param network the network; weights of convolutions and linear layers are masked
     * @param n weights kept of each m
     * @param m length of the pattern
     * @return the mask
     * @throws FeatureFlowException unless 1 ≤ n ≤ m
     */
    public static WeightMask pattern(Network network, int n, int m) {
        if (n < 1 || n > m) {
            throw new FeatureFlowException("A pattern of " + n + ":" + m
                    + " is not possible; keep at least 1 and at most m of every m weights.");
        }
        Map<String, boolean[]> kept = new LinkedHashMap<>();
        magnitudes(network).forEach((name, values) -> {
            long[] shape = network.array(name).getShape().getShape();
            int inputs = (int) shape[1];
            int map = values.length / (int) shape[0] / inputs;
            boolean[] keep = new boolean[values.length];
            Arrays.fill(keep, true);
            for (int row = 0; row < shape[0]; row++) {
                for (int position = 0; position < map; position++) {
                    for (int block = 0; block + m <= inputs; block += m) {
                        int start = (row * inputs + block) * map + position;
                        dropSmallest(values, keep, start, map, m, m - n);
                    }
                }
            }
            kept.put(name, keep);
        });
        return new WeightMask(kept);
    }

    private static void dropSmallest(double[] values, boolean[] keep, int start, int step, int count, int drop) {
        IntStream.range(0, count)
                .mapToObj(i -> start + i * step)
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .limit(drop)
                .forEach(i -> keep[i] = false);
    }

    private static boolean[] largest(double[] values, int count) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int wanted = Math.max(1, count);
        double threshold = sorted[values.length - wanted];
        boolean[] keep = new boolean[values.length];
        int left = wanted;
        for (int i = 0; i < values.length; i++) {
            keep[i] = values[i] > threshold;
            left -= keep[i] ? 1 : 0;
        }
        // Of equal weights the first stay, so that the count is exact.
        for (int i = 0; i < values.length && left > 0; i++) {
            if (values[i] == threshold) {
                keep[i] = true;
                left--;
            }
        }
        return keep;
    }

    private static Map<String, double[]> magnitudes(Network network) {
        Map<String, double[]> values = new LinkedHashMap<>();
        network.spec().parameters().forEach((name, p) -> {
            if (p.kind() == ParameterSpec.Kind.WEIGHT) {
                double[] weights = HostValues.doubles(network.array(name));
                Arrays.setAll(weights, i -> Math.abs(weights[i]));
                values.put(name, weights);
            }
        });
        return values;
    }

    private static void require(double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new FeatureFlowException(
                    "A share of " + fraction + " of the weights cannot be kept; use more than 0 and at most 1.");
        }
    }

    /**
     * Whether weights stay.
     *
     * @param array an array's name
     * @return one flag a weight, row-major, a copy
     * @throws FeatureFlowException if the array is not masked
     */
    public boolean[] kept(String array) {
        boolean[] own = kept.get(array);
        if (own == null) {
            throw new FeatureFlowException(
                    "The mask has no array “" + array + "”; it has " + String.join(", ", kept.keySet()) + ".");
        }
        return own.clone();
    }

    /**
     * A masked copy.
     *
     * @param network a network of the same arrays, unchanged
     * @return the copy; close it
     * @throws FeatureFlowException if the network lacks a masked array
     */
    public Network apply(Network network) {
        Network masked = network.copy();
        try (NDManager local = masked.manager().newSubManager()) {
            factors(masked, local).apply();
            return masked;
        } catch (RuntimeException | Error e) {
            masked.close();
            throw e;
        }
    }

    /**
     * Masks a network again and again, so that zeros stay zero while it trains: {@code training.afterStep((n, step) -> mask.run())}.
     *
     * @param network the network to change in place; it owns what this needs
     * @return zeroes the weights whenever it is run
     */
    public Runnable holding(Network network) {
        return factors(network, network.manager())::apply;
    }

    private ZeroFactors factors(Network network, NDManager owner) {
        ZeroFactors factors = new ZeroFactors(owner);
        kept.forEach((name, keep) -> {
            float[] values = new float[keep.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = keep[i] ? 1 : 0;
            }
            factors.add(network.array(name), values, network.array(name).getShape());
        });
        return factors;
    }

    /**
     * Zeros by array.
     *
     * @return one entry an array
     */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        kept.forEach((name, keep) -> rows.add(new Row(
                name,
                keep.length,
                IntStream.range(0, keep.length).filter(i -> !keep[i]).count())));
        return rows;
    }

    /**
     * Share of masked weights that are zero.
     *
     * @return between 0 and 1
     */
    public double sparsity() {
        long weights = rows().stream().mapToLong(Row::weights).sum();
        return (double) rows().stream().mapToLong(Row::zeros).sum() / weights;
    }

    @Override
    public String toString() {
        ConsoleTable table =
                new ConsoleTable().left("array").right("weights").right("zeros").right("share");
        rows().forEach(r -> table.row(
                r.array(), r.weights(), r.zeros(), String.format(Locale.ROOT, "%.1f %%", 100 * r.sparsity())));
        return table
                + String.format(Locale.ROOT, "A mask of %.1f %% zeros: same size, same speed.%n", 100 * sparsity());
    }
}
