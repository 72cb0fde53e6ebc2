package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;

/**
 * Labelled images that importances look at, batch by batch, the same ones every time; each call of a setting gives a changed copy.
 */
public final class Samples {
    /** Shows batches to a step: images [B, C, H, W], labels int64 [B]. The results of a step join the images' manager. */
    @FunctionalInterface
    public interface Source {
        /**
         * Goes through all batches.
         *
         * @param manager parent of each batch's manager; decides the device
         * @param step called once a batch
         */
        void forEach(NDManager manager, BiConsumer<NDArray, NDArray> step);
    }

    /** Shuffles batches that have no seed of their own. */
    private static final long SEED = 0;

    private final Source source;
    private final IntConsumer progress;
    private final Map<String, String> origin;

    private Samples(Source source, IntConsumer progress, Map<String, String> origin) {
        this.source = source;
        this.progress = progress;
        this.origin = origin;
    }

    /**
     * Any source.
     *
     * @param batches number of batches, which plans name
     * @param source shows them
     * @return the samples
     */
    public static Samples of(int batches, Source source) {
        return new Samples(source, done -> {}, Map.of("sample_batches", Integer.toString(batches)));
    }

    /**
     * The first batches of an epoch, the images in the random order of the batches' seed. Batches without a seed are shuffled by seed 0: data
     * sets are often stored class by class, and the first images of one would be of a single class.
     *
     * @param batches where they come from
     * @param most at most this many batches
     * @return the samples
     * @throws FeatureFlowException if that is none
     */
    public static Samples of(Batches batches, int most) {
        int count = Math.min(most, batches.perEpoch());
        if (count < 1) {
            throw new FeatureFlowException(
                    "No images to look at: " + batches.images().count() + " images make "
                            + batches.perEpoch() + " batches of " + batches.batchSize() + ", of which at most " + most
                            + " are wanted.");
        }
        long seed = batches.seed().orElse(SEED);
        Batches shuffled = batches.seed(seed);
        Source source = (manager, step) -> {
            Iterator<Batch> all = shuffled.epoch(0, manager).iterator();
            for (int i = 0; i < count && all.hasNext(); i++) {
                try (Batch batch = all.next()) {
                    step.accept(batch.images(), batch.labels());
                }
            }
        };
        long images =
                Math.min((long) count * batches.batchSize(), batches.images().count());
        return new Samples(
                source,
                done -> {},
                Map.of(
                        "sample_batches",
                        Integer.toString(count),
                        "sample_batch_size",
                        Integer.toString(batches.batchSize()),
                        "sample_images",
                        Long.toString(images),
                        "sample_data",
                        batches.images().name(),
                        "sample_seed",
                        Long.toString(seed)));
    }

    /**
     * Reports progress.
     *
     * @param listener gets the number of finished batches after each
     * @return a copy
     */
    public Samples progress(IntConsumer listener) {
        return new Samples(source, listener, origin);
    }

    /** What a plan says about them. */
    Map<String, String> origin() {
        return origin;
    }

    /**
     * Goes through all batches and reports progress. Gradients are recorded as the thread's {@link org.featureflow.engine.GradMode} says: switch
     * them off where none are wanted. A forward pass of the network that is scored is one of inference, {@code forward(images, false)}, so that
     * its running statistics stay as they are.
     *
     * <pre>{@code
     * try (GradMode off = GradMode.off()) {
     *     evidence.samples().forEach(evidence.network().manager(), (images, labels) -> {
     *         NDArray logits = evidence.network().forward(images, false).logits();
     *     });
     * }
     * }</pre>
     *
     * @param manager parent of each batch's manager, such as the network's; decides the device
     * @param step gets images [B, C, H, W], normalised, and labels int64 [B]. They end with the step, and so does what is made of them: keep
     *     Java arrays
     */
    public void forEach(NDManager manager, BiConsumer<NDArray, NDArray> step) {
        int[] done = new int[1];
        // What the source makes for all batches goes with the last one, not with the network.
        try (NDManager pass = manager.newSubManager()) {
            source.forEach(pass, (images, labels) -> {
                step.accept(images, labels);
                progress.accept(++done[0]);
            });
        }
    }
}
