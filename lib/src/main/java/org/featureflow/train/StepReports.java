package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.featureflow.FeatureFlowException;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.nn.Network;

/** Reads the meter every few steps and at the end of an epoch, tells the listeners, and notices a loss that is no number. */
final class StepReports {
    private final Training training;
    private final long totalSteps;
    private final int stepsPerEpoch;
    private final int batch;
    private final Supplier<Path> lastCheckpoint;
    private Meter.Reading before = Meter.Reading.NOTHING;
    private long epochStart;
    private long lastReport;
    private final StepsLeft left = new StepsLeft();

    StepReports(Training training, long totalSteps, int stepsPerEpoch, int batch, Supplier<Path> lastCheckpoint) {
        this.training = training;
        this.totalSteps = totalSteps;
        this.stepsPerEpoch = stepsPerEpoch;
        this.batch = batch;
        this.lastCheckpoint = lastCheckpoint;
    }

    void beginEpoch(TrainingState state) {
        before = state.meter.read();
        epochStart = System.nanoTime();
        lastReport = epochStart;
        left.begin(state.step(), epochStart);
    }

    void stepDone(TrainingState state) {
        // Also after an epoch's last step: in an epoch of fewer there would be no report at all.
        if (state.batch % training.reportEvery != 0 && state.batch != stepsPerEpoch) {
            return;
        }
        Meter.Reading now = state.meter.read();
        requireFinite(now, state);
        Meter.Reading recent = now.since(before);
        before = now;
        long time = System.nanoTime();
        double seconds = (time - lastReport) / 1e9;
        lastReport = time;
        StepMetrics metrics = new StepMetrics(
                state.epoch + 1,
                training.recipe.epochs(),
                state.step(),
                totalSteps,
                rate(state),
                recent.loss(),
                recent.penalty(),
                recent.terms(),
                recent.accuracy(),
                recent.images() / seconds,
                left.seconds(state.step(), totalSteps, time));
        training.listeners.forEach(l -> l.onStep(metrics));
    }

    EpochMetrics endEpoch(TrainingState state, Supplier<Evaluation> validate) {
        requireFinite(state);
        Meter.Reading all = state.meter.read();
        double seconds = secondsInEpoch(state);
        return new EpochMetrics(
                state.epoch + 1,
                state.step(),
                rate(state),
                all.loss(),
                all.penalty(),
                all.terms(),
                all.accuracy(),
                validate.get(),
                seconds,
                (double) stepsPerEpoch * batch / seconds);
    }

    /** Training time of the epoch that is under way. */
    double secondsInEpoch(TrainingState state) {
        return state.seconds + (System.nanoTime() - epochStart) / 1e9;
    }

    private double rate(TrainingState state) {
        return training.recipe.rate(state.step() - 1, totalSteps);
    }

    /** Says so if the training has gone astray. The last loss is that of the weights before the last step, so these are looked at too. */
    void requireFinite(TrainingState state) {
        requireFinite(state.meter.read(), state);
        if (!areFinite(training.network)) {
            throw astray("Some weights are no longer numbers after step ", state);
        }
    }

    private void requireFinite(Meter.Reading reading, TrainingState state) {
        if (!reading.finite()) {
            throw astray("The loss is no longer a number at step ", state);
        }
    }

    private FeatureFlowException astray(String what, TrainingState state) {
        Path checkpoint = lastCheckpoint.get();
        return new FeatureFlowException(what + state.step() + " (epoch " + (state.epoch + 1) + ", learning rate "
                + rate(state) + "); the last good checkpoint is " + (checkpoint == null ? "none" : checkpoint)
                + "; use a lower learning rate, a longer warm-up or smaller penalty coefficients.");
    }

    /** Reads one number from the device: a sum over all arrays is finite only if they are. */
    private static boolean areFinite(Network network) {
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager()) {
            NDArray all = local.zeros(new Shape(), network.dataType());
            for (String name : network.spec().parameters().keySet()) {
                NDArray sum = network.array(name).sum();
                sum.attach(local);
                all.addi(sum);
            }
            return Double.isFinite(HostValues.doubles(all)[0]);
        }
    }
}
