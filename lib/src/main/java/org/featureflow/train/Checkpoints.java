package org.featureflow.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.featureflow.data.Split;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;

/** Saves a run now and then, and knows which file is the last good one. */
final class Checkpoints {
    private static final Duration USUAL = Duration.ofMinutes(5);

    private final CheckpointFolder folder;
    private final Duration every;
    private final int everySteps;
    private final Map<String, String> identity;
    private Path latest;
    private long lastTime = System.nanoTime();

    private Checkpoints(Training training, Split split, CheckpointFolder folder) {
        this.folder = folder;
        this.every = training.checkpointEvery == null ? USUAL : training.checkpointEvery;
        this.everySteps = training.checkpointEverySteps;
        this.identity = identity(training, split);
    }

    /**
     * For a run, if it has a folder.
     *
     * @param training the set-up
     * @param split the images it trains on and those held out
     * @param state put back to the latest checkpoint if the set-up says to resume and there is one
     */
    static Optional<Checkpoints> begin(Training training, Split split, TrainingState state) {
        if (training.checkpointFolder == null) {
            return Optional.empty();
        }
        CheckpointFolder folder = new CheckpointFolder(training.checkpointFolder);
        Checkpoints checkpoints = new Checkpoints(training, split, folder);
        folder.clean(training.resume);
        checkpoints.latest = folder.latest().orElse(null);
        if (checkpoints.latest == null) {
            // Before the first step: a folder that cannot be written is noticed now, not after an epoch.
            checkpoints.save(state, 0);
        } else {
            Checkpoint.load(checkpoints.latest, state, checkpoints.identity);
        }
        return Optional.of(checkpoints);
    }

    /** Whether a step that is no epoch's last shall be saved. */
    boolean isDue(TrainingState state) {
        return everySteps > 0 && state.step() % everySteps == 0
                || Duration.ofNanos(System.nanoTime() - lastTime).compareTo(every) > 0;
    }

    void save(TrainingState state, double secondsInEpoch) {
        Path file = folder.file(state.step());
        Checkpoint.save(file, state, secondsInEpoch, identity);
        latest = file;
        folder.prune();
        lastTime = System.nanoTime();
    }

    /** The last file that was written whole. */
    Path latest() {
        return latest;
    }

    private static Map<String, String> identity(Training training, Split split) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("network", training.network.spec().toJson());
        identity.put("precision", training.network.dataType().name());
        identity.put("recipe", training.recipe.toJson());
        identity.put("penalty", describe(training.regularizer));
        identity.put("set of training images", split.train().checksum());
        identity.put("set of validation images", split.validation().checksum());
        identity.put("normalization", training.normalization.toString());
        identity.put("set of frozen arrays", training.network.frozen().toString());
        return identity;
    }

    /** A record names all its settings; the names of lambdas change from run to run. */
    static String describe(Regularizer regularizer) {
        if (regularizer.equals(Penalties.NONE)) {
            return "none";
        }
        String text = regularizer.getClass().isRecord()
                ? regularizer.toString()
                : regularizer.getClass().getName();
        return text.replaceAll("\\$\\$Lambda[^,\\])]*", " of one's own").replaceAll("@[0-9a-f]{5,}", "");
    }
}
