package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.Split;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.BatchNorm;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.Node;
import org.featureflow.regularize.BackwardPass;
import org.featureflow.regularize.Penalties;

/** One run of a {@link Training}: steps, epochs, and what is known so far. Nothing in a step waits for the device. */
final class TrainingLoop implements AutoCloseable {
    private final Training training;
    private final Recipe recipe;
    private final Network network;
    private final NDManager manager;
    private final Batches batches;
    private final Batches validation;
    private final TrainingState state;
    private final Optional<Checkpoints> checkpoints;
    private final StopSignal stop;
    private final StepReports reports;
    private final int stepsPerEpoch;
    private final long totalSteps;

    TrainingLoop(Training training) {
        this.training = training;
        this.recipe = training.recipe;
        this.network = training.network;
        if (recipe.epochs() == 0) {
            throw new FeatureFlowException("A training takes at least 1 epoch, but the recipe has 0.");
        }
        Split split = training.split();
        split.train().requireFit(network.spec());
        if (split.validation().count() > 0) {
            split.validation().requireFit(network.spec());
        }
        int batch = training.batch(split.train());
        requireTrainable(batch);
        training.regularizer.requireFit(network, training.normalization);
        this.batches = Batches.of(split.train(), training.normalization)
                .batchSize(batch)
                .augment(recipe.augmentation())
                .seed(recipe.seed())
                .dropLast(true);
        this.validation = split.validation().count() == 0
                ? null
                : Batches.of(split.validation(), training.normalization).batchSize(Batches.sizeFor(split.validation()));
        this.stepsPerEpoch = training.stepsPerEpoch(split.train());
        this.totalSteps = (long) stepsPerEpoch * recipe.epochs();
        this.manager = network.manager().newSubManager();
        TrainingState begun = null;
        try {
            begun = new TrainingState(network, recipe, manager);
            this.checkpoints = Checkpoints.begin(training, split, begun);
            this.stop = new StopSignal();
        } catch (RuntimeException | Error failure) {
            if (begun != null) {
                begun.close();
            }
            manager.close();
            throw failure;
        }
        this.state = begun;
        this.reports = new StepReports(
                training,
                totalSteps,
                stepsPerEpoch,
                batch,
                () -> checkpoints.map(Checkpoints::latest).orElse(null));
    }

    private void requireTrainable(int batch) {
        if (network.parameters().values().stream().noneMatch(p -> p.getArray().hasGradient())) {
            throw new FeatureFlowException(
                    "All arrays of " + network.spec().name() + " are frozen; nothing can be trained.");
        }
        Map<String, FeatureShape> shapes = network.spec().shapes();
        List<String> frozen = network.frozen();
        for (Node node : network.spec().nodes()) {
            FeatureShape shape = shapes.get(node.name());
            boolean measured = node.layer() instanceof BatchNorm && !frozen.contains(node.name() + ".running_var");
            if (batch == 1 && measured && shape.height() * shape.width() == 1) {
                throw new FeatureFlowException(
                        "The batch norm “" + node.name()
                                + "” gets one value per channel from a batch of one image, which has no variance; use a batch of 2 or more.");
            }
        }
    }

    TrainingResult run() {
        try {
            // A pass that somebody made before, or a run that failed, may have left something.
            state.optimizer.clearGradients();
            training.listeners.forEach(l -> l.onStart(recipe, totalSteps, state.history));
            while (state.epoch < recipe.epochs()) {
                epoch();
            }
            state.finish();
            training.listeners.forEach(l -> l.onEnd(state.history));
            return new TrainingResult(network, state.takeBest(), state.history);
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
            if (state.batch < stepsPerEpoch
                    && checkpoints.filter(c -> c.isDue(state)).isPresent()) {
                save();
            }
        }
        EpochMetrics metrics = reports.endEpoch(state, this::validate);
        state.epochDone(metrics);
        checkpoints.ifPresent(c -> c.save(state, 0));
        training.listeners.forEach(l -> l.onEpoch(metrics));
    }

    private void step(Batch batch) {
        long step = state.step();
        BackwardPass pass = BackwardPass.run(
                network,
                batch.images(),
                logits -> CrossEntropy.of(logits, batch.labels(), recipe.labelSmoothing()),
                training.regularizer,
                step,
                totalSteps);
        record(pass, batch);
        try (GradMode off = GradMode.off()) {
            if (recipe.clipNorm() > 0) {
                GradientNorm.clip(network, recipe.clipNorm());
            }
            state.optimizer.step(recipe.rate(step, totalSteps));
            state.optimizer.clearGradients();
            training.hooks.forEach(hook -> hook.afterStep(network, step + 1));
            if (state.average != null) {
                state.average.update(step);
            }
        }
    }

    private void record(BackwardPass pass, Batch batch) {
        try (GradMode off = GradMode.off()) {
            if (!training.regularizer.equals(Penalties.NONE)) {
                state.meter.addPenalty(pass.penalty().loss(), pass.penalty().terms());
            }
            NDArray correct =
                    pass.output().logits().argMax(1).eq(batch.labels()).sum();
            state.meter.add(pass.loss(), correct, batch.size());
        }
    }

    private Evaluation validate() {
        return validation == null ? null : Evaluation.of(state.evaluated(), validation);
    }

    /** In the middle of an epoch. */
    private void save() {
        reports.requireFinite(state);
        checkpoints.ifPresent(c -> c.save(state, reports.secondsInEpoch(state)));
    }

    private TrainingStoppedException stopped() {
        save();
        return new TrainingStoppedException("Training was stopped after step " + state.step() + " of " + totalSteps
                + " (epoch " + (state.epoch + 1) + "); "
                + checkpoints.map(c -> "it can go on from " + c.latest() + ".").orElse("no checkpoint was asked for."));
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
