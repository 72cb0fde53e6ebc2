package org.featureflow;

/** Names of several words, which are written with hyphens in one list and with underscores in another. */
public final class Spelling {
    private Spelling() {}

    /**
     * Whether two names are the same but for hyphens and underscores.
     *
     * @param name such as {@code batch-norm-scale}
     * @param other such as {@code batch_norm_scale}
     * @return true if they are
     */
    public static boolean alike(String name, String other) {
        return name.replace('-', '_').equals(other.replace('-', '_'));
    }
}
