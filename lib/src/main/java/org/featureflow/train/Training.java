package org.featureflow.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.data.Split;
import org.featureflow.nn.Network;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;

/**
 * Trains a network in place; each call of the set-up changes this. Set it up, then {@link #run}:
 *
 * <pre>{@code
 * try (TrainingResult result = Training.of(network, dataSet)
 *         .recipe(Recipes.quick())
 *         .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
 *         .run()) {
 *     Evaluation test = Evaluation.of(result.best(), dataSet.test(), dataSet.normalization());
 * }
 * }</pre>
 *
 * <p>Test images are never looked at here: evaluate on them once, at the end. On a CPU with a fixed number of threads a run is determined by
 * its network, images, recipe and penalty, to the last bit.
 */
public final class Training {
    final Network network;
    final Normalization normalization;
    private final DataSet dataSet;
    private final Split given;
    final List<ProgressListener> listeners = new ArrayList<>();
    Recipe recipe = Recipes.quick();
    Regularizer regularizer = Penalties.NONE;
    final List<StepHook> hooks = new ArrayList<>();
    int reportEvery = 10;
    Path checkpointFolder;
    /** Null for five minutes. */
    Duration checkpointEvery;

    int checkpointEverySteps;
    boolean resume;

    private Training(Network network, DataSet dataSet, Split given, Normalization normalization) {
        this.network = network;
        this.dataSet = dataSet;
        this.given = given;
        this.normalization = normalization;
    }

    /** The same set-up, to be set further without changing this one. */
    Training copy() {
        Training copy = new Training(network, dataSet, given, normalization);
        copy.listeners.addAll(listeners);
        copy.recipe = recipe;
        copy.regularizer = regularizer;
        copy.hooks.addAll(hooks);
        copy.reportEvery = reportEvery;
        copy.checkpointFolder = checkpointFolder;
        copy.checkpointEvery = checkpointEvery;
        copy.checkpointEverySteps = checkpointEverySteps;
        copy.resume = resume;
        return copy;
    }

    /**
     * Called after every step with gradient recording off, for methods that change weights on the way (masks, soft pruning). What it does may
     * depend on the step's number and the weights alone: a run that goes on from a checkpoint calls it for the steps to come, and cannot know
     * what it kept in mind. With averaging the average of the changed weights is the result, in which what was zeroed late is not zero.
     */
    @FunctionalInterface
    public interface StepHook {
        /**
         * A step is done.
         *
         * @param network the network, to be changed in place
         * @param step number of finished steps, from 1
         */
        void afterStep(Network network, long step);
    }

    /**
     * Trains on a data set, of which the recipe holds validation images out.
     *
     * @param network what to train
     * @param data the images; its test images are not used
     * @return the set-up
     */
    public static Training of(Network network, DataSet data) {
        return new Training(network, data, null, data.normalization());
    }

    /**
     * Trains on images that are split already.
     *
     * @param network what to train
     * @param split training and validation images; its test images are not used
     * @param normalization what the network sees the pixels through
     * @return the set-up
     */
    public static Training of(Network network, Split split, Normalization normalization) {
        return new Training(network, null, split, normalization);
    }

    /**
     * Sets how to train; {@link Recipes#quick()} unless set.
     *
     * @param value the recipe
     * @return this
     * @throws FeatureFlowException if it is null
     */
    public Training recipe(Recipe value) {
        if (value == null) {
            throw new FeatureFlowException("The recipe is null; for the usual one give Recipes.quick().");
        }
        recipe = value;
        return this;
    }

    /**
     * Sets the penalty that is added to the loss, in place of one set before; for several use {@link Penalties}.
     *
     * @param value the penalty; {@link Penalties#NONE}, as unless set, for none
     * @return this
     * @throws FeatureFlowException if it is null
     */
    public Training regularizer(Regularizer value) {
        if (value == null) {
            throw new FeatureFlowException("The regulariser is null; for none give Penalties.NONE.");
        }
        regularizer = value;
        return this;
    }

    /**
     * Adds somebody to tell.
     *
     * @param listener called in the order of adding
     * @return this
     * @throws FeatureFlowException if it is null
     */
    public Training listener(ProgressListener listener) {
        if (listener == null) {
            throw new FeatureFlowException("The listener is null; leave it out for none.");
        }
        listeners.add(listener);
        return this;
    }

    /**
     * Adds something that happens after every step.
     *
     * @param hook called after the optimiser, in the order of adding
     * @return this
     * @throws FeatureFlowException if it is null
     */
    public Training afterStep(StepHook hook) {
        if (hook == null) {
            throw new FeatureFlowException("The step hook is null; leave it out for none.");
        }
        hooks.add(hook);
        return this;
    }

    /**
     * Sets how often listeners hear of steps, and a loss that is no number is noticed. On a GPU each report waits for the device.
     *
     * @param steps at least 1; 10 unless set
     * @return this
     */
    public Training reportEvery(int steps) {
        if (steps < 1) {
            throw new FeatureFlowException("Steps are reported every 1 or more, not every " + steps + ".");
        }
        reportEvery = steps;
        return this;
    }

    /**
     * Saves the run at the end of every epoch and every five minutes, so that it can go on after anything; the latest two files stay.
     * Checkpoints of an earlier run in the folder are deleted unless this one resumes it.
     *
     * @param folder where to; made if it is missing
     * @return this
     */
    public Training checkpoints(Path folder) {
        checkpointFolder = folder;
        return this;
    }

    /**
     * Sets how much time may pass between checkpoints within an epoch; five minutes unless set. When one is written has no influence on the
     * result.
     *
     * @param time longest time, not negative
     * @return this
     * @throws FeatureFlowException if it is null or negative
     */
    Training checkpointEvery(Duration time) {
        if (time == null || time.isNegative()) {
            throw new FeatureFlowException("The time between checkpoints cannot be " + time + "; it is 0 or more.");
        }
        checkpointEvery = time;
        return this;
    }

    /**
     * Also saves after every so many steps.
     *
     * @param steps at least 1
     * @return this
     * @throws FeatureFlowException if it is less
     */
    Training checkpointEverySteps(int steps) {
        if (steps < 1) {
            throw new FeatureFlowException(
                    "A checkpoint can be written every step or less often, not every " + steps + ".");
        }
        checkpointEverySteps = steps;
        return this;
    }

    /**
     * Goes on from the latest checkpoint in the folder, if there is one. On a CPU with the same number of threads the result is the same to
     * the last bit as without the break. Network, recipe, penalty, images and what is frozen must be those of the run. Of a penalty that is
     * no record only the class is checked, of a step hook nothing.
     *
     * @param value whether to
     * @return this
     */
    public Training resume(boolean value) {
        resume = value;
        return this;
    }

    /**
     * The images as they will be used.
     *
     * @return training, validation and test images
     */
    public Split split() {
        return dataSet == null ? given : recipe.split(dataSet);
    }

    /**
     * How many steps an epoch has, by the recipe as it is set now.
     *
     * @return at least 1
     * @throws FeatureFlowException if there are no images to train on
     */
    public int stepsPerEpoch() {
        return stepsPerEpoch(split().train());
    }

    /**
     * How many steps the whole training has, by the recipe as it is set now: the number that {@link Recipe#rate} takes.
     *
     * @return those of all epochs
     * @throws FeatureFlowException if there are no images to train on
     */
    public long steps() {
        return (long) stepsPerEpoch() * recipe.epochs();
    }

    int stepsPerEpoch(Images train) {
        return train.count() / batch(train);
    }

    /** Images of a step: a whole epoch may be smaller than a batch. */
    int batch(Images train) {
        train.requireSome("to train on");
        return Math.min(recipe.batch(), train.count());
    }

    /**
     * Trains to the end of the recipe. Interrupting the thread stops it after the current step, with a checkpoint
     * if there is a folder for them.
     *
     * @return the trained network, a copy of its best state, and the epochs; close it
     * @throws FeatureFlowException if the images do not fit the network, the penalty cannot act on it, checkpoints are asked for without a
     *     folder, or the loss is no longer a number
     * @throws TrainingStoppedException if it was stopped early
     */
    public TrainingResult run() {
        if (checkpointFolder == null && (resume || checkpointEvery != null || checkpointEverySteps > 0)) {
            throw new FeatureFlowException("A training without a folder has no checkpoints to go on from or to write"
                    + " at intervals; name one with checkpoints(…).");
        }
        try (TrainingLoop loop = new TrainingLoop(this)) {
            return loop.run();
        }
    }
}
