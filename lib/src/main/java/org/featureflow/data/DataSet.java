package org.featureflow.data;

import org.featureflow.FeatureFlowException;
import org.featureflow.Sha256;
import org.featureflow.nn.NetworkSpec;

/**
 * Training and test images that belong together.
 *
 * @param name short name, for instance {@code cifar10}
 * @param train training images
 * @param test test images, for the last evaluation only; {@link #split(long)} holds validation images out of {@code train}
 * @param normalization what networks should see the pixels through
 * @param origin where the images came from: a folder, or how they were generated
 * @param note what a reader of results has to know, for instance that the pixels are a re-encode; empty if nothing
 * @param instead why these are not the images that were asked for, with the folders looked in; empty if they are. Not for records, which
 *     name no folder of a machine
 */
public record DataSet(
        String name,
        Images train,
        Images test,
        Normalization normalization,
        String origin,
        String note,
        String instead) {
    /**
     * Checks that both parts have the same form and the normalisation fits.
     *
     * @throws FeatureFlowException if they differ in size, channels or classes, or the normalisation in channels
     */
    public DataSet {
        if (!train.classes().equals(test.classes())
                || train.channels() != test.channels()
                || train.height() != test.height()
                || train.width() != test.width()) {
            throw new FeatureFlowException(name + " from " + origin
                    + ": training and test images differ in size, channels or classes (" + train + "; " + test + ").");
        }
        if (train.channels() != normalization.channels()) {
            throw new FeatureFlowException(name + " from " + origin + ": the normalisation is for "
                    + normalization.channels() + " channels, the images have " + train.channels() + ".");
        }
    }

    /**
     * The images that were asked for.
     *
     * @param name short name, for instance {@code cifar10}
     * @param train training images
     * @param test test images
     * @param normalization what networks should see the pixels through
     * @param origin where the images came from
     * @param note what a reader of results has to know; empty if nothing
     * @throws FeatureFlowException if both parts or the normalisation do not belong together
     */
    public DataSet(String name, Images train, Images test, Normalization normalization, String origin, String note) {
        this(name, train, test, normalization, origin, note, "");
    }

    /**
     * Number of classes.
     *
     * @return at least 1
     */
    public int classes() {
        return train.classes().size();
    }

    /**
     * Refuses a network for images of another shape or for other classes than these.
     *
     * @param spec its architecture
     * @throws FeatureFlowException if the shape or the number of classes differs
     */
    public void requireFit(NetworkSpec spec) {
        train.requireShapeOf(spec);
        if (classes() != spec.classes()) {
            throw Images.otherClasses(spec, name, classes());
        }
    }

    /**
     * A fingerprint of every pixel and label of both parts.
     *
     * @return SHA-256 in lower-case hexadecimal, over the checksums of both parts
     */
    public String checksum() {
        return Sha256.of(train.checksum() + test.checksum());
    }

    /**
     * The name to put beside results: the short name and the note.
     *
     * @return for instance {@code cifar10 (not the official bytes: …)}
     */
    public String title() {
        return note.isEmpty() ? name : name + " (" + note + ")";
    }

    /**
     * One line that says what this is and where it came from.
     *
     * @return title, sizes, origin and the start of the checksum
     */
    public String describe() {
        return title() + ": " + train.count() + " training and " + test.count() + " test images of "
                + train.channels() + "×" + train.height() + "×" + train.width() + " in " + classes()
                + " classes, from " + origin + (instead.isEmpty() ? "" : ", " + instead) + ", SHA-256 "
                + checksum().substring(0, 12) + "…";
    }

    /**
     * The same set with at most so many images, in the proportions of the classes: for quick runs.
     *
     * @param mostTrain the largest number of training images
     * @param mostTest the largest number of test images
     * @return this set if it is no larger
     */
    public DataSet limit(int mostTrain, int mostTest) {
        if (mostTrain >= train.count() && mostTest >= test.count()) {
            return this;
        }
        return new DataSet(name, train.limit(mostTrain), test.limit(mostTest), normalization, origin, note, instead);
    }

    /**
     * The same images, seen through the mean and deviation that a network was trained with.
     *
     * @param other the normalisation, of as many channels as the images have
     * @return the set with that normalisation
     * @throws FeatureFlowException if the numbers of channels differ
     */
    public DataSet normalizedBy(Normalization other) {
        return new DataSet(name, train, test, other, origin, note, instead);
    }

    /**
     * Holds validation images out of training: 5,000, or a tenth of the training images where they are fewer than 50,000.
     *
     * @param seed chooses which
     * @return disjoint training, validation and test images
     */
    public Split split(long seed) {
        return split(train.count() >= 50_000 ? 5_000 : train.count() / 10, seed);
    }

    /**
     * Holds validation images out of training, in the proportions of the classes.
     *
     * @param validation how many
     * @param seed chooses which
     * @return disjoint training, validation and test images
     */
    public Split split(int validation, long seed) {
        return Split.of(train, validation, test, seed);
    }
}
