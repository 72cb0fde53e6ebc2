package org.featureflow.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;

/** Labelled images that importances look at, batch by batch, the same ones every time. */
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

    private final int batches;
    private final Source source;
    private final IntConsumer progress;

    private Samples(int batches, Source source, IntConsumer progress) {
        this.batches = batches;
        this.source = source;
        this.progress = progress;
    }

    /**
     * Any source.
     *
     * @param batches number of batches, for progress
     * @param source shows them
     * @return the samples
     */
    public static Samples of(int batches, Source source) {
        return new Samples(batches, source, done -> {});
    }

    /**
     * The first batches of an epoch.
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
        return of(count, (manager, step) -> {
            Iterator<Batch> all = batches.epoch(0, manager).iterator();
            for (int i = 0; i < count && all.hasNext(); i++) {
                try (Batch batch = all.next()) {
                    step.accept(batch.images(), batch.labels());
                }
            }
        });
    }

    /**
     * Reports progress.
     *
     * @param listener gets the number of finished batches after each
     * @return a copy
     */
    public Samples progress(IntConsumer listener) {
        return new Samples(batches, source, listener);
    }

    /**
     * Number of batches.
     *
     * @return the count
     */
    public int batches() {
        return batches;
    }

    /**
     * Goes through all batches and reports progress.
     *
     * @param manager parent of each batch's manager
     * @param step gets images and labels
     */
    void forEach(NDManager manager, BiConsumer<NDArray, NDArray> step) {
        int[] done = new int[1];
        source.forEach(manager, (images, labels) -> {
            step.accept(images, labels);
            progress.accept(++done[0]);
        });
    }
}
