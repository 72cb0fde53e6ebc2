package org.featureflow.cli;

import java.util.Locale;

/** Sizes of memory for people. */
final class MemoryText {
    private MemoryText() {}

    /**
     * Whole megabytes.
     *
     * @param bytes −1 where it is not known
     * @return such as {@code 512 MB}; empty if it is not known
     */
    static String of(long bytes) {
        return bytes < 0 ? "" : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }
}
