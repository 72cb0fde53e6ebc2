package org.featureflow.cost;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;

/**
 * Measured inference time; each call of a setting gives a changed copy. Networks are measured in turn within every repetition, so that a
 * machine that gets slower or faster meanwhile treats all of them alike. Each measurement ends when the logits have arrived in Java. Input is
 * random, on a CPU channels-last.
 *
 * <pre>{@code
 * Map<String, Network> networks = new LinkedHashMap<>();
 * networks.put("dense", dense);
 * networks.put("pruned", pruned);
 * Latency.of(networks).measure(1, 32).forEach(System.out::println);
 * }</pre>
 */
public final class Latency {
    private static final int REPETITIONS = 30;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Network> networks;
    private final WarmUp warmUp;
    private final int repetitions;

    private Latency(Map<String, Network> networks, WarmUp warmUp, int repetitions) {
        this.networks = networks;
        this.warmUp = warmUp;
        this.repetitions = repetitions;
    }

    /**
     * Measures networks side by side, 30 times after two seconds of unmeasured runs at every batch size.
     *
     * @param networks label → network, in the order to be measured
     * @return what to call {@link #measure} on
     * @throws FeatureFlowException if there is no network
     */
    public static Latency of(Map<String, Network> networks) {
        if (networks.isEmpty()) {
            throw new FeatureFlowException("Latency is measured of at least one network, not of none.");
        }
        return new Latency(new LinkedHashMap<>(networks), WarmUp.USUAL, REPETITIONS);
    }

    /**
     * Another time to warm up.
     *
     * @param time of unmeasured runs at every batch size, all networks together; each runs at least five times
     * @return a copy
     */
    public Latency warmUp(Duration time) {
        return new Latency(networks, WarmUp.lasting(time), repetitions);
    }

    /**
     * Another number of measured runs.
     *
     * @param runs of every network at every batch size, at least 1
     * @return a copy
     * @throws FeatureFlowException if nothing would be measured
     */
    public Latency repetitions(int runs) {
        if (runs < 1) {
            throw new FeatureFlowException("Latency needs at least one measured run, not " + runs + ".");
        }
        return new Latency(networks, warmUp, runs);
    }

    /**
     * Measures.
     *
     * @param batchSizes images in a batch, each at least 1
     * @return for every batch size every network, in order
     * @throws FeatureFlowException if a batch size is below 1, or a batch has more numbers than an array holds
     */
    public List<Timing> measure(int... batchSizes) {
        List<Timing> timings = new ArrayList<>();
        for (int batch : batchSizes) {
            if (batch < 1) {
                throw new FeatureFlowException("A batch of " + batch + " images cannot be measured; use 1 or more.");
            }
            timings.addAll(measureOne(batch));
        }
        return timings;
    }

    private List<Timing> measureOne(int batch) {
        Map<String, float[]> pixels = new LinkedHashMap<>();
        networks.forEach((label, network) ->
                pixels.put(label, RandomPixels.of(network.spec().input(), batch)));
        Map<String, double[]> times = new LinkedHashMap<>();
        networks.keySet().forEach(label -> times.put(label, new double[repetitions]));
        try (GradMode off = GradMode.off()) {
            warmUp.run(() -> networks.forEach((label, network) -> time(network, pixels.get(label), batch)));
            for (int run = 0; run < repetitions; run++) {
                for (Map.Entry<String, Network> entry : networks.entrySet()) {
                    times.get(entry.getKey())[run] = time(entry.getValue(), pixels.get(entry.getKey()), batch);
                }
            }
        }
        List<Timing> timings = new ArrayList<>();
        times.forEach((label, values) -> timings.add(Timing.of(label, batch, values)));
        return timings;
    }

    private static double time(Network network, float[] pixels, int batch) {
        try (NDManager step = network.manager().newSubManager()) {
            NDArray images = images(network, pixels, batch, step);
            long start = System.nanoTime();
            // Copying the logits waits for them; on a GPU the call itself returns before they are computed.
            network.forward(images, false).logits().toByteBuffer();
            return (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
    }

    private static NDArray images(Network network, float[] pixels, int batch, NDManager manager) {
        FeatureShape in = network.spec().input();
        boolean cpu = network.device().equals(Device.cpu());
        Shape shape = cpu
                ? new Shape(batch, in.height(), in.width(), in.channels())
                : new Shape(batch, in.channels(), in.height(), in.width());
        NDArray array = manager.create(pixels, shape);
        if (network.dataType() != DataType.FLOAT32) {
            array = array.toType(network.dataType(), false);
        }
        return cpu ? array.transpose(0, 3, 1, 2) : array;
    }
}
