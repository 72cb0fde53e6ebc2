package org.featureflow.train;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.featureflow.data.DataSet;
import org.featureflow.data.Synthetic;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Network;
import org.featureflow.regularize.FeatureFlowPenalty;

/** A run in a JVM of its own, to be killed and started again; says which step it took first. Argument: the run's folder. */
final class TrainOnce {
    /** What a run says when it has taken its first step; its number follows. */
    static final String FIRST_STEP = "first step ";

    static final DataSet DATA = Synthetic.of(400, 20, 16, 5);

    private TrainOnce() {}

    static Recipe recipe() {
        return Recipes.quick()
                .withEpochs(4)
                .withBatch(32)
                .withValidation(80)
                .withAveraging(0.99)
                .withLabelSmoothing(0.1);
    }

    static Training training(Network network, Path folder) {
        return Training.of(network, DATA)
                .recipe(recipe())
                .regularizer(FeatureFlowPenalty.of(1e-5, 1e-5))
                .listener(new MetricsFile(folder))
                .checkpoints(folder.resolve("checkpoints"))
                .checkpointEverySteps(3);
    }

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        ProgressListener begin = new ProgressListener() {
            @Override
            public void onStart(Recipe recipe, long totalSteps, History before) {
                say("started");
            }
        };
        AtomicBoolean first = new AtomicBoolean(true);
        try (Network network = Network.create(TrainingTest.small(), 1)) {
            try (TrainingResult result = training(network, folder)
                    .resume(true)
                    .listener(begin)
                    .afterStep((n, step) -> {
                        if (first.getAndSet(false)) {
                            say(FIRST_STEP + step);
                        }
                        pause();
                    })
                    .run()) {
                NetworkFile.save(network, folder.resolve("last.safetensors"), NetworkNotes.NONE);
                NetworkFile.save(result.best(), folder.resolve("best.safetensors"), NetworkNotes.NONE);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Makes the run long enough to be killed at many moments. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
