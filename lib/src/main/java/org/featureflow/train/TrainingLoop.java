package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.Split;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Network;
import org.featureflow.nn.Output;
import org.featureflow.regularize.Penalty;
import org.featureflow.regularize.TrainingStep;

/** One run of a {@link Training}: steps, epochs, and what is known so far. Nothing in a step waits for the device. */
final class TrainingLoop implements AutoCloseable {
    private final Training training;
    private final Recipe recipe;
    private final Network network;
    private final NDManager manager;
    private final Batches batches;
    private final Batches validation;
    private final TrainingState state;
    private final StopSignal stop;
    private final StepReports reports;
    private final int stepsPerEpoch;
    private final long totalSteps;

    TrainingLoop(Training training) {
        this.training = training;
        this.recipe = training.recipe;
        this.network = training.network;
        Split split = training.split();
        Evaluator.requireFit(network, split.train());
        if (split.train().count() == 0) {
            throw new FeatureFlowException(
                    "There are no images in " + split.train().name() + " to train on.");
        }
        // A whole epoch may be smaller than a batch.
        int batch = Math.min(recipe.batch(), split.train().count());
        this.batches = Batches.of(split.train(), training.normalization)
                .batchSize(batch)
                .augment(recipe.augmentation())
                .seed(recipe.seed())
                .dropLast(true);
        this.validation = split.validation().count() == 0
                ? null
                : Batches.of(split.validation(), training.normalization).batchSize(Evaluation.BATCH);
        this.stepsPerEpoch = batches.perEpoch();
        this.totalSteps = (long) stepsPerEpoch * recipe.epochs();
        this.manager = network.manager().newSubManager();
        this.state = new TrainingState(network, recipe, manager);
        this.reports = new StepReports(training, totalSteps, stepsPerEpoch, batch);
        this.stop = new StopSignal();
    }

    TrainingResult run() {
        try {
            training.listeners.forEach(l -> l.onStart(recipe, totalSteps, state.history));
            while (state.epoch < recipe.epochs()) {
                epoch();
            }
            state.finish();
            training.listeners.forEach(l -> l.onEnd(state.history));
            return new TrainingResult(network, state.takeBest(), state.history, recipe);
        } catch (RuntimeException | Error failure) {
            training.listeners.forEach(l -> l.onStop(String.valueOf(failure.getMessage())));
            throw failure;
        }
    }

    private void epoch() {
        reports.beginEpoch(state);
        for (Batch batch : batches.epoch(state.epoch, state.batch, manager)) {
            if (stop.isRaised()) {
                batch.close();
                throw stopped();
            }
            try (batch) {
                step(batch);
            }
            state.batch++;
            reports.stepDone(state);
        }
        EpochMetrics metrics = reports.endEpoch(state, this::validate);
        state.epochDone(metrics);
        training.listeners.forEach(l -> l.onEpoch(metrics));
    }

    private void step(Batch batch) {
        long step = state.step();
        try (GradMode on = GradMode.on()) {
            NDArray images = batch.images();
            if (network.dataType() != DataType.FLOAT32) {
                images = images.toType(network.dataType(), false);
            }
            Output output = network.forward(images, true);
            NDArray entropy = CrossEntropy.of(output.logits(), batch.labels(), recipe.labelSmoothing());
            NDArray loss = entropy;
            if (training.regularizer != null) {
                Penalty penalty = training.regularizer.penalty(new TrainingStep(network, output, step, totalSteps));
                loss = entropy.add(penalty.loss());
                record(penalty);
            }
            record(entropy, output.logits(), batch);
            // Autograd keeps what it needs; memory that only these handles hold is free for the backward pass.
            output.features().forEach(NDArray::close);
            Autograd.backward(loss);
        }
        try (GradMode off = GradMode.off()) {
            if (recipe.clipNorm() > 0) {
                GradientNorm.clip(network, recipe.clipNorm());
            }
            state.optimizer.step(recipe.rate(step, totalSteps));
            state.optimizer.clearGradients();
            training.hook.afterStep(network, step + 1);
            if (state.average != null) {
                state.average.update(step);
            }
        }
    }

    private void record(Penalty penalty) {
        try (GradMode off = GradMode.off()) {
            state.meter.addPenalty(penalty.loss(), penalty.terms());
        }
    }

    private void record(NDArray entropy, NDArray logits, Batch batch) {
        try (GradMode off = GradMode.off()) {
            state.meter.add(entropy, logits.argMax(1).eq(batch.labels()).sum(), batch.size());
        }
    }

    private Evaluation validate() {
        return validation == null ? null : Evaluation.of(state.evaluated(), validation);
    }

    private TrainingStoppedException stopped() {
        return new TrainingStoppedException("Training was stopped after step " + state.step() + " of " + totalSteps
                + " (epoch " + (state.epoch + 1) + ").");
    }

    @Override
    public void close() {
        stop.close();
        state.close();
        batches.close();
        if (validation != null) {
            validation.close();
        }
        manager.close();
    }
}
