package org.featureflow.experiment;

import ai.djl.Device;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Network;
import org.featureflow.train.EpochMetrics;
import org.featureflow.train.ProgressListener;
import org.featureflow.train.Training;

/**
 * Whether a record's figures come out again. On a CPU with the same versions and number of threads they do so to the last digit; elsewhere
 * sums may be added in another order, and small differences grow with every step.
 *
 * @param what was repeated, such as {@code epoch 1}
 * @param figures how many figures were compared
 * @param differences those that came out otherwise, in the record's order
 * @param surroundings what is other than when the run was recorded: what → {@code then → now}
 */
public record Verification(String what, int figures, List<Difference> differences, Map<String, String> surroundings) {
    /** Copies the collections. */
    public Verification {
        differences = List.copyOf(differences);
        surroundings = Collections.unmodifiableMap(new TreeMap<>(surroundings));
    }

    /**
     * Whether every figure came out again.
     *
     * @return true if nothing differs
     */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /**
     * Repeats the first epochs of a run's training.
     *
     * @param record of a finished run
     * @param epochs how many, at least 1
     * @param device where to compute
     * @param listener told of every step
     * @return the comparison of these epochs' figures
     * @throws FeatureFlowException if the run did not finish, or its images are not here
     */
    public static Verification ofEpochs(RunRecord record, int epochs, Device device, ProgressListener listener) {
        requireFinished(record);
        RunSpec spec = record.spec();
        if (spec.recipe().epochs() == 0) {
            throw new FeatureFlowException(
                    "The run “" + record.id()
                            + "” took its weights as they were, so there is no epoch to repeat; verify the whole run (--whole).");
        }
        int count = Math.min(epochs, record.trained().history().size());
        if (count < 1) {
            throw new FeatureFlowException("At least 1 epoch has to be repeated, not " + epochs + ".");
        }
        DataSet data = spec.openData();
        List<EpochMetrics> repeated = new ArrayList<>();
        try (Network network = spec.openNetwork(device)) {
            Training.of(network, data)
                    .recipe(spec.recipe())
                    .regularizer(spec.penalty().regularizer())
                    .listener(listener)
                    .listener(new ProgressListener() {
                        @Override
                        public void onEpoch(EpochMetrics metrics) {
                            repeated.add(metrics);
                            if (repeated.size() == count) {
                                throw new EnoughException();
                            }
                        }
                    })
                    .run()
                    .close();
        } catch (EnoughException enough) {
            // The rest of the training is not repeated.
            assert repeated.size() == count;
        }
        List<EpochMetrics> recorded = record.trained().history().subList(0, count);
        String what = count == 1 ? "epoch 1" : "epochs 1 to " + count;
        return of(what, Difference.compare(epochs(recorded), epochs(repeated)), record.trainedAt(), device);
    }

    /**
     * Repeats a whole run: training, cut and retraining.
     *
     * @param record of a finished run
     * @param folder an empty folder for it, which the caller deletes
     * @param device where to compute
     * @param listener told how it goes
     * @return the comparison of all figures but times
     * @throws FeatureFlowException if the run did not finish, or cannot be repeated here
     */
    public static Verification ofAll(RunRecord record, Path folder, Device device, TrialListener listener) {
        requireFinished(record);
        RunStore store = new RunStore(folder);
        boolean trainedAlike = trainWithItsThreads(record, store, device, listener);
        RunRecord repeated =
                Trial.of(record.spec(), store).device(device).listener(listener).run();
        if (!repeated.isFinished()) {
            throw new FeatureFlowException("The run could not be repeated: " + repeated.error());
        }
        Verification whole = of(
                "the whole run", Difference.compare(figures(record), figures(repeated)), record.surroundings(), device);
        Map<String, String> others = new TreeMap<>(whole.surroundings());
        Map<String, String> trained = new TreeMap<>(surroundings(record.training(), device));
        if (trainedAlike) {
            trained.remove("threads");
        }
        trained.forEach((what, how) -> others.put("training's " + what, how));
        return new Verification(whole.what(), whole.figures(), whole.differences(), others);
    }

    private static Verification of(String what, Difference.Compared compared, Surroundings then, Device device) {
        return new Verification(what, compared.figures(), compared.differences(), surroundings(then, device));
    }

    /**
     * The network that was cut may have been trained by an earlier call, with another number of threads. Not where this call was given other
     * threads than the cut had: those are meant for all of it.
     *
     * @return whether the network was trained here, with its threads
     */
    private static boolean trainWithItsThreads(
            RunRecord record, RunStore store, Device device, TrialListener listener) {
        int now = EngineSettings.threads();
        int then = record.training() == null ? now : record.training().threads();
        boolean asked =
                record.surroundings() != null && now != record.surroundings().threads();
        if (device.isGpu() || then == now || asked || !EngineSettings.canUse(then)) {
            return false;
        }
        EngineSettings.threads(then);
        try {
            Trial.of(record.spec().base(), store)
                    .device(device)
                    .listener(TrialProgress.of(record.spec(), listener))
                    .run();
            return true;
        } finally {
            EngineSettings.threads(now);
        }
    }

    private static void requireFinished(RunRecord record) {
        if (!record.isFinished()) {
            throw new FeatureFlowException(
                    "The run “" + record.id() + "” failed (" + record.error() + "); there are no figures to verify.");
        }
    }

    private static JsonObject figures(RunRecord record) {
        JsonObject tree = ExperimentJson.tree(record.withoutTimes());
        tree.remove("id");
        tree.remove("spec");
        return tree;
    }

    private static JsonObject epochs(List<EpochMetrics> history) {
        Stage stage = new Stage(0, 0, null, null, 0, null, null, history);
        JsonObject tree = new JsonObject();
        JsonObject trained = new JsonObject();
        trained.add("history", ExperimentJson.tree(stage.withoutTimes()).get("history"));
        tree.add("trained", trained);
        return tree;
    }

    private static Map<String, String> surroundings(Surroundings then, Device device) {
        if (then == null) {
            return Map.of();
        }
        Surroundings now = Surroundings.now(device.toString(), "");
        Map<String, String> other = new TreeMap<>();
        now.versions()
                .forEach((name, version) -> put(other, name, then.versions().get(name), version));
        put(other, "device", then.device(), now.device());
        put(other, "threads", Integer.toString(then.threads()), Integer.toString(now.threads()));
        put(other, "commit", then.commit(), now.commit());
        return other;
    }

    private static void put(Map<String, String> other, String name, String then, String now) {
        // What an old record does not say was not noted then.
        if (then != null && !now.equals(then)) {
            other.put(name, then + " → " + now);
        }
    }
}
