package org.featureflow.prune;

import org.featureflow.OwnSource;

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

    /** The entry of a source file, as the toolkit's criteria have one. */
    static Criterion criterion(OwnSource source) {
        Importance made = source.make(Importance.class);
        OwnImportance own = made instanceof OwnImportance o ? o : made::scores;
        return new Criterion(
                source.file(), "of one's own", own.needsData(), null, own.normalization(), reduction -> made);
    }
}
