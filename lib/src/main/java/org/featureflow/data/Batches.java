package org.featureflow.data;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * Makes the batches of an epoch: order, crop, flip, normalise; each call of a setting gives a changed copy. What image i looks like in
 * epoch e depends on (seed, e, i) alone.
 *
 * <pre>{@code
 * Batches training = Batches.of(split.train(), normalization).batchSize(128).augment(Augmentation.cifar()).seed(1).dropLast(true);
 * Batches evaluation = Batches.of(split.test(), normalization).batchSize(256);
 * }</pre>
 *
 * <p>On a CPU each batch is written by one pass over the bytes straight into the array, channels last. On a GPU the bytes stay on the device
 * and batches are gathered there; where they do not fit, the bytes of a batch are sent and the rest happens on the device. Copies made by the
 * setters share the bytes on the device; closing any of them frees those.
 */
public final class Batches implements AutoCloseable {
    /** Images of a pass without training, where they are small. */
    private static final int MOST = 250;

    private static final int SMALL = 3 * 64 * 64;

    private final Images images;
    private final Normalization normalization;
    private final int batchSize;
    private final Augmentation augmentation;
    private final Long seed;
    private final boolean dropLast;
    private final HostWriter host;
    private final DeviceStore store;

    private Batches(
            Images images,
            Normalization normalization,
            int batchSize,
            Augmentation augmentation,
            Long seed,
            boolean dropLast,
            HostWriter host,
            DeviceStore store) {
        this.images = images;
        this.normalization = normalization;
        this.batchSize = batchSize;
        this.augmentation = augmentation;
        this.seed = seed;
        this.dropLast = dropLast;
        this.host = host;
        this.store = store;
    }

    /**
     * Batches of 128 for evaluation: in order, unchanged but normalised, the last one as small as it is.
     *
     * @param images where they come from
     * @param normalization per channel
     * @return the batches
     * @throws FeatureFlowException if the channels of both differ
     */
    public static Batches of(Images images, Normalization normalization) {
        if (normalization.channels() != images.channels()) {
            throw new FeatureFlowException(images.name() + " has " + images.channels()
                    + " channels, but the normalisation is for " + normalization.channels() + ".");
        }
        HostWriter host = new HostWriter(images, normalization);
        DeviceStore store = new DeviceStore(images, normalization);
        return new Batches(images, normalization, 128, Augmentation.NONE, null, false, host, store);
    }

    /**
     * A number of images per batch for passes without training: fewer where they are large, for every feature that is tapped is kept until
     * the pass is over.
     *
     * @param images what is passed through a network
     * @return from 1 to 250
     */
    public static int sizeFor(Images images) {
        return Math.max(1, Math.min(MOST, MOST * SMALL / images.bytesPerImage()));
    }

    /**
     * Sets the number of images per batch.
     *
     * @param size at least 1
     * @return the changed copy
     */
    public Batches batchSize(int size) {
        if (size < 1) {
            throw new FeatureFlowException("A batch needs at least 1 image, got a batch size of " + size + ".");
        }
        return new Batches(images, normalization, size, augmentation, seed, dropLast, host, store);
    }

    /**
     * Sets the random changes of each image.
     *
     * @param changes drawn anew for every epoch
     * @return the changed copy
     */
    public Batches augment(Augmentation changes) {
        if (changes.padding() >= Math.min(images.height(), images.width())) {
            throw new FeatureFlowException("Padding " + changes.padding() + " is too much for images of "
                    + images.height() + "×" + images.width() + "; choose less.");
        }
        return new Batches(images, normalization, batchSize, changes, seed, dropLast, host, store);
    }

    /**
     * Visits the images in a new random order every epoch, and draws augmentations from the same seed. Without it they come in their stored order.
     *
     * @param value any number
     * @return the changed copy
     */
    public Batches seed(long value) {
        return new Batches(images, normalization, batchSize, augmentation, value, dropLast, host, store);
    }

    /**
     * Whether to leave out a last batch that is smaller than the others. Batch norm is happier without it in training.
     *
     * @param drop true to leave it out
     * @return the changed copy
     */
    public Batches dropLast(boolean drop) {
        return new Batches(images, normalization, batchSize, augmentation, seed, drop, host, store);
    }

    /**
     * Where the images come from.
     *
     * @return the images given to {@link #of}
     */
    public Images images() {
        return images;
    }

    /**
     * Images per batch.
     *
     * @return at least 1
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * What decides the order of the images.
     *
     * @return the seed, or empty if they come in their stored order
     */
    public OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    /**
     * Batches per epoch.
     *
     * @return 0 if there are no images, or fewer than a batch and the last one is dropped
     */
    public int perEpoch() {
        // In long: a batch size near the largest int is allowed, and is one batch.
        return dropLast ? images.count() / batchSize : (int) (((long) images.count() + batchSize - 1) / batchSize);
    }

    /**
     * How many batches it takes to see so many images.
     *
     * @param images at least 1
     * @return at most {@link #perEpoch}
     */
    public int holding(int images) {
        return Math.min(perEpoch(), (images - 1) / batchSize + 1);
    }

    /**
     * One pass over the images. On a device a small table of the whole epoch belongs to {@code manager} until the last batch was made.
     *
     * @param epoch chooses order and augmentation
     * @param manager parent of each batch's manager; its device is where the batches are made
     * @return the batches; close each when its step is done
     */
    public Iterable<Batch> epoch(int epoch, NDManager manager) {
        return epoch(epoch, 0, manager);
    }

    /**
     * The rest of a pass, for going on in the middle of an epoch; skipped batches cost nothing.
     *
     * @param epoch chooses order and augmentation
     * @param first the first batch wanted, counted from 0
     * @param manager parent of each batch's manager; its device is where the batches are made
     * @return the batches from there on, the same as in the whole pass
     */
    public Iterable<Batch> epoch(int epoch, int first, NDManager manager) {
        return () -> new Pass(epoch, first, manager);
    }

    /** The order of one epoch. */
    int[] order(int epoch) {
        int[] order = IntStream.range(0, images.count()).toArray();
        if (seed != null) {
            CounterRandom.of(seed, epoch, -2).shuffle(order, order.length);
        }
        return order;
    }

    private Augmentation.Placement place(int epoch, int image) {
        if (augmentation.isNone()) {
            return Augmentation.Placement.IDENTITY;
        }
        return augmentation.place(seed == null ? 0 : seed, epoch, image, images.height(), images.width());
    }

    private Augmentation.Placement[] places(int epoch, int[] chosen) {
        return IntStream.of(chosen).mapToObj(image -> place(epoch, image)).toArray(Augmentation.Placement[]::new);
    }

    /** Makes batches with array operations even on a CPU, so that the device's way can be tested without one. */
    Batches forceDeviceOperations(boolean resident) {
        return new Batches(
                images,
                normalization,
                batchSize,
                augmentation,
                seed,
                dropLast,
                host,
                new DeviceStore(images, normalization, true, resident));
    }

    /** Frees the bytes kept on a device; batches made already stay valid. */
    @Override
    public void close() {
        store.close();
    }

    private final class Pass implements Iterator<Batch> {
        private final int epoch;
        private final NDManager manager;
        private final int[] order;
        /** Null on the host's way. */
        private final EpochTable table;

        private int next;

        Pass(int epoch, int first, NDManager manager) {
            this.epoch = epoch;
            this.manager = manager;
            this.order = order(epoch);
            this.next = first;
            boolean device = manager.getDevice().isGpu() || store.isForced();
            this.table = device && hasNext()
                    ? new EpochTable(images, order, places(epoch, order), augmentation.cutout(), manager)
                    : null;
        }

        @Override
        public boolean hasNext() {
            return next < perEpoch();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int from = next++ * batchSize;
            int to = from + Math.min(batchSize, order.length - from);
            NDManager step = manager.newSubManager();
            try {
                return make(from, to, step);
            } catch (RuntimeException | Error e) {
                step.close();
                throw e;
            } finally {
                if (table != null && !hasNext()) {
                    table.close();
                }
            }
        }

        private Batch make(int from, int to, NDManager step) {
            if (table != null) {
                return store.batch(table, order, from, to, augmentation, step);
            }
            int[] chosen = Arrays.copyOfRange(order, from, to);
            return host.batch(chosen, places(epoch, chosen), augmentation, step);
        }
    }
}
