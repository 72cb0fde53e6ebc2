package org.featureflow.experiment;

/** Runs that take a second. */
public final class Tiny {
    private Tiny() {}

    public static RunSettings dense() {
        return RunSettings.of("resnet20@0.25", "synthetic:192:50:16")
                .with("epochs", 2)
                .with("batch", 12)
                .with("validation", 60)
                .with("gradient", "1e-6")
                .with("seed", 1);
    }

    public static RunSettings pruned() {
        return dense().with("importance", "l1").with("retrain-epochs", 2);
    }
}
