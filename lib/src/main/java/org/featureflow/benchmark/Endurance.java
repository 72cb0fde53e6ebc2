package org.featureflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final String RESIDENT = "VmRSS:";

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
     * Trains with feature flow regularisation.
     *
     * @param network what to train; it is changed
     * @param data the images
     * @return one entry a stretch
     */
    public List<Stretch> run(Network network, DataSet data) {
        // Whole epochs are trained: no more images than a stretch sees.
        DataSet few = data.limit(batch * steps / parts, 10);
        int perEpoch = few.train().count() / batch;
        Recipe recipe = Recipes.quick()
                .withEpochs((steps + perEpoch - 1) / perEpoch)
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
                            stretches.add(new Stretch(step, arrays, resident(), time));
                        }
                    }
                    last[0] = System.nanoTime();
                })
                .run()
                .close();
        return stretches;
    }

    private static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
