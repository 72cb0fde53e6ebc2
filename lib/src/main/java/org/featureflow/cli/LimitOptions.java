package org.featureflow.cli;

import org.featureflow.prune.Pruning;
import picocli.CommandLine.Option;

/** What every group of channels keeps, used as a mixin. */
final class LimitOptions {
    @Option(
            names = "--round-to",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Round kept channels up to a multiple of N, in a grouped convolution those of all its groups.")
    private int roundTo;

    @Option(
            names = "--min-channels",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Keep at least N channels in every layer, in a grouped convolution those of all its groups (default"
                            + " ${DEFAULT-VALUE}).")
    private int minChannels;

    @Option(
            names = "--least-share",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description = "Keep at least this fraction of every group's channels (default ${DEFAULT-VALUE}).")
    private double leastShare;

    /** The same pruning within these limits. */
    Pruning of(Pruning pruning) {
        return pruning.roundTo(roundTo).minChannels(minChannels).leastShare(leastShare);
    }
}
