package org.featureflow.data;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;

/**
 * Labelled images of one size, resident as bytes: one unsigned byte per channel and pixel, the planes of an image one after the other
 * (channel, row, column; the layout of CIFAR's files). Immutable; subsets share the pixels of the set they were taken from.
 */
public final class Images {
    private final String name;
    private final Pixels pixels;
    private final int channels;
    private final int height;
    private final int width;
    /** Where image i lies in {@link #pixels}; null where that is i itself. */
    private final int[] positions;

    private final int[] labels;
    private final List<String> classes;
    private volatile String checksum;

    Images(String name, Pixels pixels, int channels, int height, int width, int[] labels, List<String> classes) {
        this(name, pixels, channels, height, width, null, labels, classes);
    }

    private Images(
            String name,
            Pixels pixels,
            int channels,
            int height,
            int width,
            int[] positions,
            int[] labels,
            List<String> classes) {
        this.name = Objects.requireNonNull(name);
        this.pixels = pixels;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.positions = positions;
        this.labels = labels;
        this.classes = List.copyOf(classes);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new FeatureFlowException(name + ": image " + i + " has label " + labels[i] + ", but there are "
                        + classes.size() + " classes (0 to " + (classes.size() - 1) + ").");
            }
        }
    }

    /**
     * Images from bytes in memory.
     *
     * @param name what to call the set in messages
     * @param pixels one byte per channel and pixel: image, channel, row, column; at most 2³¹−1; copied
     * @param channels channels per image, 1 or 3 for ordinary pictures
     * @param height rows
     * @param width columns
     * @param labels class of each image, 0 to {@code classes.size() − 1}; copied
     * @param classes class names
     * @return the set
     * @throws FeatureFlowException if the sizes do not fit together or a label is out of range
     */
    public static Images of(
            String name, byte[] pixels, int channels, int height, int width, int[] labels, List<String> classes) {
        long needed = (long) labels.length * channels * height * width;
        if (channels < 1 || height < 1 || width < 1 || needed != pixels.length) {
            throw new FeatureFlowException(name + ": " + labels.length + " images of " + channels + "×" + height + "×"
                    + width + " need " + needed + " bytes, but there are " + pixels.length + ".");
        }
        Pixels heap = new Pixels.Heap(pixels.clone(), channels * height * width);
        return new Images(name, heap, channels, height, width, labels.clone(), classes);
    }

    /**
     * What the set is called.
     *
     * @return for instance {@code cifar10 train}
     */
    public String name() {
        return name;
    }

    /**
     * How many images there are.
     *
     * @return at least 0
     */
    public int count() {
        return labels.length;
    }

    /**
     * Channels of every image.
     *
     * @return 3 for colour
     */
    public int channels() {
        return channels;
    }

    /**
     * Rows of every image.
     *
     * @return pixels
     */
    public int height() {
        return height;
    }

    /**
     * Columns of every image.
     *
     * @return pixels
     */
    public int width() {
        return width;
    }

    /**
     * The shape of every image, as a network takes it.
     *
     * @return channels × height × width
     */
    public FeatureShape shape() {
        return new FeatureShape(channels, height, width);
    }

    /**
     * Refuses a network that takes images of another shape.
     *
     * @param spec its architecture
     * @throws FeatureFlowException if it does
     */
    public void requireShapeOf(NetworkSpec spec) {
        if (!spec.input().equals(shape())) {
            throw new FeatureFlowException("Network " + spec.name() + " takes images of " + spec.input() + ", but "
                    + name + " has images of " + shape() + "." + PictureFolder.hint(spec.input(), shape()));
        }
    }

    /**
     * Refuses a network that takes images of another shape or has no logit for some label. It may tell more classes apart than these.
     *
     * @param spec its architecture
     * @throws FeatureFlowException if it does or has not
     */
    public void requireFit(NetworkSpec spec) {
        requireShapeOf(spec);
        if (classes.size() > spec.classes()) {
            throw otherClasses(spec, name, classes.size());
        }
    }

    static FeatureFlowException otherClasses(NetworkSpec spec, String name, int classes) {
        return new FeatureFlowException(
                "Network " + spec.name() + " tells " + spec.classes() + " classes apart, but "
                        + name + " has " + classes
                        + "; train it on them with a new head (--new-head of ffr train, new-head: true in a sweep, Network.withHead in Java).");
    }

    /**
     * Refuses an empty set.
     *
     * @param purpose what the images are wanted for, such as {@code to train on}
     * @throws FeatureFlowException if there is no image
     */
    public void requireSome(String purpose) {
        if (count() == 0) {
            throw new FeatureFlowException("There are no images in " + name + " " + purpose + ".");
        }
    }

    /**
     * Size of one image.
     *
     * @return channels × height × width
     */
    public int bytesPerImage() {
        return channels * height * width;
    }

    /**
     * Names of the classes; label k belongs to entry k.
     *
     * @return an immutable list
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * The class of one image.
     *
     * @param image 0 to {@link #count()} − 1
     * @return index into {@link #classes()}
     */
    public int label(int image) {
        return labels[image];
    }

    /**
     * The class of every image.
     *
     * @return a copy, one entry per image
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * Copies the bytes of one image: its planes one after the other.
     *
     * @param image 0 to {@link #count()} − 1
     * @param target receives {@link #bytesPerImage()} bytes
     * @param offset where in {@code target} to start
     */
    public void copyPixels(int image, byte[] target, int offset) {
        int position = positions == null ? Objects.checkIndex(image, labels.length) : positions[image];
        pixels.copy(position, target, offset);
    }

    /**
     * The bytes of one image.
     *
     * @param image 0 to {@link #count()} − 1
     * @return a copy: channel, row, column
     */
    public byte[] pixels(int image) {
        byte[] copy = new byte[bytesPerImage()];
        copyPixels(image, copy, 0);
        return copy;
    }

    /**
     * Some of the images, in the given order; no pixels are copied.
     *
     * @param subsetName what to call the subset
     * @param chosen indices into this set; may repeat
     * @return the subset
     */
    public Images subset(String subsetName, int[] chosen) {
        int[] where = new int[chosen.length];
        int[] theirLabels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            theirLabels[i] = labels[chosen[i]];
            where[i] = positions == null ? chosen[i] : positions[chosen[i]];
        }
        return new Images(subsetName, pixels, channels, height, width, where, theirLabels, classes);
    }

    /**
     * At most so many images, in the proportions of the classes, chosen by a fixed seed and kept in their order: a small set for a quick run.
     *
     * @param most the largest number wanted
     * @return this set if it is no larger
     * @throws FeatureFlowException if the number is negative
     */
    public Images limit(int most) {
        if (most < 0) {
            throw new FeatureFlowException("A set of at most " + most + " images is not possible; use 0 or more.");
        }
        return most >= count() ? this : subset(name, Stratified.choose(labels, classes.size(), most, 0L));
    }

    /**
     * How many images each class has.
     *
     * @return one entry per class
     */
    public int[] classCounts() {
        int[] counts = new int[classes.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /**
     * A fingerprint of sizes, labels and every pixel, in order.
     *
     * @return SHA-256 in lower-case hexadecimal; computed on first use (about a second for 150 MB)
     */
    public String checksum() {
        String known = checksum;
        if (known == null) {
            known = Checksum.of(this);
            checksum = known;
        }
        return known;
    }

    /**
     * One image as a picture, for looking at it in a notebook.
     *
     * @param image 0 to {@link #count()} − 1
     * @return the picture; the first three channels are red, green and blue, a single channel is gray
     */
    public BufferedImage picture(int image) {
        byte[] planes = pixels(image);
        int plane = height * width;
        int green = channels >= 3 ? plane : 0;
        int blue = channels >= 3 ? 2 * plane : 0;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int rgb = (planes[i] & 255) << 16 | (planes[green + i] & 255) << 8 | planes[blue + i] & 255;
            picture.setRGB(i % width, i / width, rgb);
        }
        return picture;
    }

    @Override
    public String toString() {
        return name + ": " + count() + " images of " + channels + "×" + height + "×" + width + " in " + classes.size()
                + " classes, per class "
                + Arrays.stream(classCounts()).summaryStatistics().getMin() + " to "
                + Arrays.stream(classCounts()).summaryStatistics().getMax();
    }
}
