package org.featureflow.train;

/** Estimates the time that the remaining steps take, with what lies between epochs: validation and checkpoints. */
final class StepsLeft {
    /** Weight of the latest steps; those before count less and less. */
    private static final double LATEST = 0.1;

    private boolean begun;
    private long lastStep;
    private long lastTime;
    private double secondsPerStep = Double.NaN;

    /** Starts the clock with the first epoch of this process; later ones do not stop it. */
    void begin(long step, long nanos) {
        if (!begun) {
            begun = true;
            lastStep = step;
            lastTime = nanos;
        }
    }

    /** The estimate after a step. */
    double seconds(long step, long totalSteps, long nanos) {
        double perStep = (nanos - lastTime) / 1e9 / (step - lastStep);
        lastStep = step;
        lastTime = nanos;
        secondsPerStep = Double.isNaN(secondsPerStep) ? perStep : (1 - LATEST) * secondsPerStep + LATEST * perStep;
        return secondsPerStep * (totalSteps - step);
    }
}
