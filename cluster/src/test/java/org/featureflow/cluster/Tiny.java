package org.featureflow.cluster;

import java.util.List;
import java.util.stream.LongStream;
import org.featureflow.experiment.DataChoice;
import org.featureflow.experiment.RunSettings;
import org.featureflow.experiment.RunSpec;

/** Runs of a few seconds. */
final class Tiny {
    private Tiny() {}

    static RunSettings settings(int epochs) {
        return RunSettings.of("resnet20@0.25", "synthetic:600:60:16")
                .with("epochs", epochs)
                .with("batch", 30)
                .with("validation", 60)
                .with("gradient", "1e-6");
    }

    static RunSpec dense(int epochs, long seed) {
        return settings(epochs).with("seed", seed).spec();
    }

    static List<RunSpec> seeds(int epochs, int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(seed -> dense(epochs, seed))
                .toList();
    }

    /** A run whose images are others than it says. */
    static RunSpec impossible(int epochs) {
        RunSpec fine = dense(epochs, 99);
        DataChoice other = new DataChoice(
                fine.data().name(),
                "0".repeat(64),
                fine.data().train(),
                fine.data().test());
        return new RunSpec(
                fine.network(), null, other, fine.recipe(), fine.penalty(), null, null, fine.seed(), fine.profile());
    }
}
