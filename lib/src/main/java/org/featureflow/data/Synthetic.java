package org.featureflow.data;

import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.CpuTasks;

/**
 * A generated image set of ten classes, for when no data set is at hand: shapes and textures of random place, size, turn, colour and contrast
 * over a cluttered background. Colour and brightness say nothing about the class (a figure is as often darker as brighter than what is behind
 * it), so a linear model on pixels stays near chance, while a small convolutional network learns it in a minute or two.
 *
 * <p>Image i depends on (seed, part, i) alone, so a larger set begins with the images of a smaller one.
 */
public final class Synthetic {
    /** The classes, in the order of their labels. */
    public static final List<String> CLASSES = List.of(
            "disc",
            "ring",
            "square",
            "frame",
            "triangle",
            "cross",
            "horizontal stripes",
            "vertical stripes",
            "checkerboard",
            "dots");

    private static final int CHANNELS = 3;

    private Synthetic() {}

    /**
     * The usual set: 20,000 training and 4,000 test images of 32 × 32, seed 1.
     *
     * @return the same bytes every time
     */
    public static DataSet standard() {
        return of(20_000, 4_000, 32, 1);
    }

    /**
     * A set of chosen size.
     *
     * @param train number of training images
     * @param test number of test images
     * @param side rows and columns, at least 16
     * @param seed any number; other seeds give other images of the same kind
     * @return the set; classes are equally frequent to within one image
     */
    public static DataSet of(int train, int test, int side, long seed) {
        if (train < 1 || test < 0 || side < 16) {
            throw new FeatureFlowException("Generated images need at least 1 training image and 16 pixels a side, got "
                    + train + " training and " + test + " test images of " + side + " pixels.");
        }
        // In double: the number of bytes may be more than even a long holds.
        if ((double) Math.max(train, test) * CHANNELS * side * side > Integer.MAX_VALUE) {
            throw new FeatureFlowException(
                    "Generated images are kept in one array of at most 2 GB, which " + Math.max(train, test)
                            + " images of " + side + " × " + side + " pixels exceed; use fewer or smaller ones.");
        }
        Images trainImages = images("synthetic train", train, side, seed, 0);
        Images testImages = images("synthetic test", test, side, seed, 1);
        String origin = "the generator (seed " + seed + ")";
        return new DataSet(
                "synthetic", trainImages, testImages, Normalization.of(trainImages), origin, "generated shapes");
    }

    /**
     * A set of the size that its name says.
     *
     * @param name {@code synthetic:TRAIN:TEST:SIDE}, such as {@code synthetic:400:100:16}
     * @return the set, seed 1
     * @throws FeatureFlowException if the name is not of that form
     */
    static DataSet sized(String name) {
        String[] parts = name.split(":", -1);
        try {
            if (parts.length == 4) {
                return of(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]), 1);
            }
        } catch (NumberFormatException e) {
            throw notOfTheForm(name, e);
        }
        throw notOfTheForm(name, null);
    }

    private static FeatureFlowException notOfTheForm(String name, NumberFormatException cause) {
        return new FeatureFlowException(
                "Generated images are named synthetic or synthetic:TRAIN:TEST:SIDE, such as synthetic:2000:500:16, not “"
                        + name + "”.",
                cause);
    }

    private static Images images(String name, int count, int side, long seed, int part) {
        int size = CHANNELS * side * side;
        byte[] pixels = new byte[count * size];
        CpuTasks.map(count, i -> {
            CounterRandom random = CounterRandom.of(seed, part, i);
            new SyntheticPainter(side, random).paint(label(i), pixels, i * size);
            return i;
        });
        int[] labels = IntStream.range(0, count).map(Synthetic::label).toArray();
        return new Images(name, new Pixels.Heap(pixels, size), CHANNELS, side, side, labels, CLASSES);
    }

    private static int label(int image) {
        return image % CLASSES.size();
    }
}
