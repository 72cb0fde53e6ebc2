package org.featureflow.prune;

/**
 * A criterion in a source file of its own that says how it is used, as {@link Importances} says it of the toolkit's. One that is a plain
 * {@link Importance} looks at no images, and its scores are divided by their group's mean.
 */
public interface OwnImportance extends Importance {
    /**
     * Whether it looks at images.
     *
     * @return true if {@link Evidence#samples} or what is made of them is asked for
     */
    default boolean needsData() {
        return false;
    }

    /**
     * How scores are scaled between groups unless asked otherwise.
     *
     * @return by default divided by their group's mean
     */
    default ScoreNormalization normalization() {
        return ScoreNormalization.MEAN;
    }
}
