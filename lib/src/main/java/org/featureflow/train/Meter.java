package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up the figures of an epoch's steps on the device, where reading them has to wait for nothing until somebody looks. */
final class Meter implements AutoCloseable {
    private static final String LOSS = "loss";
    private static final String PENALTY = "penalty";
    private static final String CORRECT = "correct";
    private static final String TERM = "term/";

    private final NDManager manager;
    private final Map<String, NDArray> sums = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long images;

    Meter(NDManager parent) {
        this.manager = parent.newSubManager();
    }

    /**
     * Adds a step. To be called with gradient recording off.
     *
     * @param loss mean cross-entropy ()
     * @param correct number of right answers, int64 ()
     * @param batch number of images
     */
    void add(NDArray loss, NDArray correct, int batch) {
        add(LOSS, loss);
        add(CORRECT, correct);
        images += batch;
    }

    void addPenalty(NDArray penalty, Map<String, NDArray> terms) {
        add(PENALTY, penalty);
        terms.forEach((name, value) -> add(TERM + name, value));
    }

    private void add(String name, NDArray value) {
        sums.computeIfAbsent(name, n -> manager.zeros(new Shape(), DataType.FLOAT64))
                .addi(value);
        counts.merge(name, 1L, Long::sum);
    }

    /** Sums so far, by name, read from the device. */
    Reading read() {
        Map<String, Double> values = new LinkedHashMap<>();
        // Reading from a GPU leaves a small manager with the array's owner.
        try (NDManager local = manager.newSubManager()) {
            sums.forEach((name, sum) -> {
                NDArray copy = sum.duplicate();
                copy.attach(local);
                values.put(name, copy.getDouble());
            });
        }
        return new Reading(values, new LinkedHashMap<>(counts), images);
    }

    /** Takes sums back that were read before. */
    void restore(Reading reading) {
        clear();
        reading.sums().forEach((name, value) -> sums.put(name, manager.create(value)));
        counts.putAll(reading.counts());
        images = reading.images();
    }

    void clear() {
        sums.values().forEach(NDArray::close);
        sums.clear();
        counts.clear();
        images = 0;
    }

    @Override
    public void close() {
        manager.close();
    }

    /**
     * Sums at a moment.
     *
     * @param sums name → sum over steps; of right answers for {@code correct}
     * @param counts name → number of steps that added to it
     * @param images number of images
     */
    record Reading(Map<String, Double> sums, Map<String, Long> counts, long images) {
        static final Reading NOTHING = new Reading(Map.of(), Map.of(), 0);

        /** What was added since an earlier reading. */
        Reading since(Reading earlier) {
            Map<String, Double> difference = new LinkedHashMap<>();
            Map<String, Long> steps = new LinkedHashMap<>();
            sums.forEach((name, sum) -> {
                difference.put(name, sum - earlier.sums.getOrDefault(name, 0.0));
                steps.put(name, counts.get(name) - earlier.counts.getOrDefault(name, 0L));
            });
            return new Reading(difference, steps, images - earlier.images);
        }

        double loss() {
            return mean(LOSS);
        }

        double penalty() {
            return sums.containsKey(PENALTY) ? mean(PENALTY) : 0;
        }

        double accuracy() {
            return sums.getOrDefault(CORRECT, 0.0) / images;
        }

        Map<String, Double> terms() {
            Map<String, Double> terms = new LinkedHashMap<>();
            sums.keySet().stream()
                    .filter(name -> name.startsWith(TERM) && counts.get(name) > 0)
                    .forEach(name -> terms.put(name.substring(TERM.length()), mean(name)));
            return terms;
        }

        boolean finite() {
            return sums.values().stream().allMatch(Double::isFinite);
        }

        private double mean(String name) {
            return sums.get(name) / counts.get(name);
        }
    }
}
