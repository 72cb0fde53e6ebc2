package org.featureflow.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.cost.Timing;
import org.featureflow.data.DataSet;
import org.featureflow.nn.Network;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.Training;

/**
 * Trains for a long time and looks whether anything grows.
 *
 * @param steps training steps, a multiple of {@code parts}
 * @param batch images in a batch
 * @param parts how many stretches of the training are compared
 */
public record Endurance(int steps, int batch, int parts) {
    private static final int TEST_IMAGES = 10;

    /**
     * Checks the numbers.
     *
     * @throws FeatureFlowException if one is below 1, or the steps cannot be parted
     */
    public Endurance {
        if (steps < 1 || batch < 1 || parts < 1) {
            throw new FeatureFlowException("Endurance needs at least 1 step, 1 image in a batch and 1 part, not "
                    + steps + " steps, " + batch + " images and " + parts + " parts.");
        }
        if (steps % parts != 0) {
            throw new FeatureFlowException(
                    "The number of steps must be a multiple of " + parts + ", not " + steps + ".");
        }
    }

    /**
     * What one stretch looked like.
     *
     * @param step its last step
     * @param arrays native arrays that the network and its training own, after that step
     * @param resident resident memory of the process in bytes after that step; -1 where there is no /proc
     * @param time quartiles of the stretch's steps
     */
    public record Stretch(long step, int arrays, long resident, Timing time) {}

    /**
     * How many training images are used at most: whole epochs are trained, so no more than a stretch sees.
     *
     * @return images
     */
    public int images() {
        return (int) Math.min((long) batch * (steps / parts), Integer.MAX_VALUE);
    }

    /**
     * Trains with feature flow regularisation.
     *
     * @param network what to train; it is changed
     * @param data the images
     * @return one entry a stretch
     * @throws FeatureFlowException if there are fewer training images than a batch has
     */
    public List<Stretch> run(Network network, DataSet data) {
        DataSet few = data.limit(images(), TEST_IMAGES);
        int perEpoch = few.train().count() / batch;
        if (perEpoch == 0) {
            throw new FeatureFlowException("A batch of " + batch + " images is more than the "
                    + few.train().count() + " training images of " + data.name() + "; use a smaller one.");
        }
        Recipe recipe = Recipes.quick()
                .withEpochs((steps - 1) / perEpoch + 1)
                .withBatch(batch)
                .withLearningRate(0.01)
                .withValidation(0);
        List<Stretch> stretches = new ArrayList<>();
        double[] times = new double[steps / parts];
        long[] last = {System.nanoTime()};
        Training.of(network, few)
                .recipe(recipe)
                .regularizer(FeatureFlowPenalty.of(1e-6, 1e-6))
                .afterStep((trained, step) -> {
                    long now = System.nanoTime();
                    if (step <= steps) {
                        times[(int) ((step - 1) % times.length)] = (now - last[0]) / 1e6;
                        if (step % times.length == 0) {
                            int arrays = trained.manager().getManagedArrays().size();
                            Timing time = Timing.of(trained.spec().name(), batch, times);
                            stretches.add(new Stretch(step, arrays, ProcStatus.resident(), time));
                        }
                    }
                    last[0] = System.nanoTime();
                })
                .run()
                .close();
        return stretches;
    }
}
