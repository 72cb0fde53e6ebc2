package org.featureflow.cli;

import java.time.Duration;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.WarmUp;
import picocli.CommandLine.Option;

/** How long what is measured runs unmeasured before. */
final class WarmUpOption {
    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Seconds of unmeasured runs before, at every batch size (default ${DEFAULT-VALUE}).")
    private int seconds;

    Duration time() {
        if (seconds < 0) {
            throw new FeatureFlowException("--warm-up " + seconds + " is not possible; use 0 or more.");
        }
        return Duration.ofSeconds(seconds);
    }

    WarmUp value() {
        return WarmUp.lasting(time());
    }
}
