package org.featureflow.data;

import ai.djl.ndarray.NDManager;
import org.featureflow.engine.EngineSettings;

/**
 * Prints how many images of CIFAR's size the input pipeline makes per second: crop, flip and normalise into a fresh array, batch 128. After
 * {@code mvn -pl lib test-compile}, with the test class path in CP and on one core:
 *
 * <pre>{@code taskset -c 0 java -cp $CP org.featureflow.data.BatchRate}</pre>
 */
public final class BatchRate {
    private BatchRate() {}

    /**
     * Ten epochs over 20,000 generated images; the first ones are slower while the JVM compiles.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        DataSet data = Synthetic.standard();
        Batches batches = Batches.of(data.train(), data.normalization())
                .augment(Augmentation.cifar())
                .seed(1);
        try (NDManager manager = EngineSettings.engine().newBaseManager()) {
            for (int epoch = 0; epoch < 10; epoch++) {
                long begin = System.nanoTime();
                int images = 0;
                for (Batch batch : batches.epoch(epoch, manager)) {
                    try (batch) {
                        images += batch.size();
                    }
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf("epoch %d: %,.0f images/s%n", epoch, images / seconds);
            }
        }
    }
}
