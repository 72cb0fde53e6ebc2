package org.featureflow.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.featureflow.FeatureFlowException;

/**
 * What a run learns from, what it is steered by, and what it is judged by at the end.
 *
 * @param train images to learn from
 * @param validation images held out of training, for choosing epochs and settings; may be empty
 * @param test images to evaluate once, at the end
 */
public record Split(Images train, Images validation, Images test) {
    /**
     * Holds validation images out of training, in the proportions of the classes; the same images for the same seed.
     *
     * @param train all training images
     * @param validation how many to hold out, fewer than there are
     * @param test test images, passed on
     * @param seed chooses which
     * @return the three disjoint parts
     * @throws FeatureFlowException if {@code validation} is negative or leaves nothing to train on
     */
    public static Split of(Images train, int validation, Images test, long seed) {
        if (validation < 0 || validation >= train.count()) {
            throw new FeatureFlowException("Cannot hold " + validation + " of the " + train.count() + " images of "
                    + train.name() + " out for validation; choose 0 to " + (train.count() - 1) + ".");
        }
        int[] held = Stratified.choose(train.labels(), train.classes().size(), validation, seed);
        int[] kept = IntStream.range(0, train.count())
                .filter(i -> Arrays.binarySearch(held, i) < 0)
                .toArray();
        return new Split(train.subset(train.name(), kept), train.subset(train.name() + " held out", held), test);
    }
}
