package org.featureflow.prune;

import java.util.function.Function;

/**
 * An importance with a name and the settings it is usually used with.
 *
 * @param name what it is called on the command line
 * @param description one line for help and documentation
 * @param needsData whether it looks at images
 * @param reduction over the members of a group that several layers make, unless asked otherwise; null where there is nothing to reduce
 * @param normalization between groups, unless asked otherwise
 * @param factory makes it for a reduction
 */
public record Criterion(
        String name,
        String description,
        boolean needsData,
        GroupReduction reduction,
        ScoreNormalization normalization,
        Function<GroupReduction, Importance> factory) {
    /**
     * The importance with its usual reduction.
     *
     * @return the importance
     */
    public Importance importance() {
        return factory.apply(reduction);
    }
}
