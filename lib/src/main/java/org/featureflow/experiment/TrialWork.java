package org.featureflow.experiment;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.Folders;
import org.featureflow.OwnSource;
import org.featureflow.Sha256;
import org.featureflow.data.Batches;
import org.featureflow.data.DataSet;
import org.featureflow.data.Images;
import org.featureflow.data.Split;
import org.featureflow.engine.EngineSettings;
import org.featureflow.io.AtomicFile;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Network;
import org.featureflow.prune.Plan;
import org.featureflow.prune.Samples;
import org.featureflow.prune.Shrink;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Teacher;
import org.featureflow.sparsity.SparsityReport;
import org.featureflow.train.BatchNormStatistics;
import org.featureflow.train.MetricsFile;
import org.featureflow.train.Recipe;
import org.featureflow.train.RunFolder;
import org.featureflow.train.Training;
import org.featureflow.train.TrainingResult;

/** The work of a trial whose folder is ours, from wherever it stood to its record. */
final class TrialWork {
    /** Held-out images that activations and flow are measured on. */
    private static final int MEASURED = 512;

    private static final int BATCH = 64;
    private static final String PLAN = "plan.json";

    /** Holds the SHA-256 of the network that is cut, until the run has ended. */
    private static final String CUT_FROM = "cut-from.sha256";

    private final RunSpec spec;
    private final RunStore store;
    private final Device device;
    private final TrialListener listener;
    private final boolean again;
    private final Path folder;
    private final RunFolder files;
    private final TrialStart start;

    TrialWork(RunSpec spec, RunStore store, Device device, TrialListener listener, boolean again) {
        this(spec, store, device, listener, again, store.folder(spec), null);
    }

    /**
     * In another folder than the run's.
     *
     * @param first what came out of the run before, whose number of threads is used; null for this process's number
     */
    TrialWork(
            RunSpec spec,
            RunStore store,
            Device device,
            TrialListener listener,
            boolean again,
            Path folder,
            RunRecord first) {
        this.spec = spec;
        this.store = store;
        this.device = device;
        this.listener = listener;
        this.again = again;
        this.folder = folder;
        this.files = new RunFolder(folder);
        this.start = TrialStart.in(folder, first);
        // Read now: when the run has ended another commit may be checked out.
        GitCommit.ofThisProcess();
    }

    Surroundings surroundings() {
        return Surroundings.now(device.toString(), start.time()).begunBy(start.commit(), start.code());
    }

    void deleteCheckpoints() {
        Folders.delete(files.checkpoints());
        Folders.deleteQuietly(folder.resolve(CUT_FROM));
        start.delete(folder);
    }

    RunRecord run() {
        AtomicFile.deleteLeftovers(folder);
        keepSources();
        DataSet data = spec.openData();
        int threads = EngineSettings.threads();
        start.restoreThreads(device);
        try {
            return spec.pruning() == null ? dense(data) : pruned(data);
        } finally {
            if (EngineSettings.threads() != threads) {
                EngineSettings.threads(threads);
            }
        }
    }

    /** What the run was made with can be looked at when the file has gone on. */
    private void keepSources() {
        for (OwnSource own : spec.sources()) {
            AtomicFile.write(folder.resolve(OwnSource.withoutPlace(own.file())), own.text());
        }
    }

    private RunRecord dense(DataSet data) {
        try (Network network = spec.openNetwork(device)) {
            Stage trained = spec.recipe().epochs() == 0
                    ? asItIs(network, data)
                    : train(network, data, spec.recipe(), spec.penalty().regularizer());
            SparsityReport sparsity = sparsity(network, data);
            return record(data, Found.dense(trained, sparsity, WeightHistogram.of(network, sparsity)), null);
        }
    }

    private RunRecord pruned(DataSet data) {
        spec.pruning().requirePossible(spec.network());
        if (spec.retrainingPenalty() != null) {
            spec.retrainingPenalty().penalty().regularizer().check(spec.network());
        }
        RunSpec base = spec.base();
        RunRecord dense = Trial.of(base, store)
                .device(device)
                .again(again)
                .needNetwork()
                .listener(TrialProgress.of(spec, listener))
                .run();
        if (!dense.isFinished()) {
            throw new FeatureFlowException(
                    "The training of the dense network (run “" + base.id() + "”) failed: " + dense.error());
        }
        Path trained = new Repetition(store.folder(base))
                .network()
                .orElseThrow(() -> new FeatureFlowException(
                        "The network of the run “" + base.id() + "” was removed while it was to be cut; try again."));
        String checksum = forgetOtherCut(trained);
        try (Network network = NetworkFile.load(trained, device).network()) {
            Plan plan = plan(network, data);
            try (Network smaller = Shrink.apply(network, plan)) {
                recalibrate(smaller, data);
                Stage cut = StageFigures.untrained(smaller, data, spec.recipe().split(data));
                Stage retrained = null;
                if (spec.retraining() != null) {
                    Teacher uncut = new Teacher(network, data.normalization(), checksum);
                    retrained = train(smaller, data, spec.retraining(), added(uncut));
                } else {
                    save(smaller, files.network(), data);
                }
                Map<String, RunRecord.Width> widths = new LinkedHashMap<>();
                plan.cuts()
                        .forEach(c -> widths.put(
                                c.group(),
                                new RunRecord.Width(c.channels(), c.kept().size())));
                return record(data, Found.in(dense).pruned(cut, widths, retrained), dense.surroundings());
            }
        }
    }

    /** What is added to the loss of the retraining. The uncut network is closed by who opened it. */
    private Regularizer added(Teacher uncut) {
        return spec.retrainingPenalty() == null
                ? Penalties.NONE
                : spec.retrainingPenalty().regularizer(uncut);
    }

    private void recalibrate(Network smaller, DataSet data) {
        int images = spec.pruning().recalibrate();
        if (images == 0) {
            return;
        }
        try (Batches batches = trainingImages(data, images)) {
            BatchNormStatistics.renew(smaller, batches, images);
        }
    }

    /** Training images in the order of the seed, in batches of no more than are to be looked at. */
    private Batches trainingImages(DataSet data, int most) {
        Images train = spec.recipe().split(data).train();
        return Batches.of(train, data.normalization())
                .batchSize(Math.min(BATCH, Math.min(most, train.count())))
                .seed(spec.seed());
    }

    /** Trains on to the end of a recipe from the folder's checkpoint, or from the start. */
    private Stage train(Network network, DataSet data, Recipe recipe, Regularizer regularizer) {
        try (TrainingResult result = Training.of(network, data)
                .recipe(recipe)
                .regularizer(regularizer)
                .checkpoints(files.checkpoints())
                .resume(true)
                .listener(new MetricsFile(folder))
                .listener(new TrialProgress(spec, listener))
                .run()) {
            save(result.last(), files.network(), data);
            save(result.best(), files.best(), data);
            return StageFigures.trained(result, data);
        }
    }

    /** Trained weights that are not trained further. */
    private Stage asItIs(Network network, DataSet data) {
        save(network, files.network(), data);
        return StageFigures.untrained(network, data, spec.recipe().split(data));
    }

    private void save(Network network, Path file, DataSet data) {
        NetworkNotes notes = NetworkNotes.of(data.normalization(), data.name()).with("run", spec.id());
        NetworkFile.save(network, file, notes);
    }

    private SparsityReport sparsity(Network network, DataSet data) {
        Split split = spec.recipe().split(data);
        Images shown = split.validation().count() > 0 ? split.validation() : split.train();
        try (Batches batches =
                Batches.of(shown.limit(MEASURED), data.normalization()).batchSize(BATCH)) {
            return SparsityReport.of(network, batches);
        }
    }

    /**
     * A cut that was begun with another network, as after a repetition that came out otherwise, does not go on with this one.
     *
     * @return SHA-256 of this one's file
     */
    private String forgetOtherCut(Path trained) {
        Path note = folder.resolve(CUT_FROM);
        try {
            String now = Sha256.of(trained);
            if (Files.exists(note) && !Files.readString(note).equals(now)) {
                Folders.delete(files.checkpoints());
                Files.deleteIfExists(folder.resolve(PLAN));
            }
            AtomicFile.write(note, now);
            return now;
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read or write in " + folder + " (" + e.getMessage() + ").", e);
        }
    }

    private Plan plan(Network network, DataSet data) {
        Path file = folder.resolve(PLAN);
        if (Files.exists(file)) {
            return Plan.load(file);
        }
        Plan plan = choose(network, data);
        plan.save(file);
        return plan;
    }

    private Plan choose(Network network, DataSet data) {
        PruningChoice choice = spec.pruning();
        if (!choice.needsData()) {
            return choice.plan(network, null, spec.seed());
        }
        try (Batches batches = trainingImages(data, choice.images())) {
            return choice.plan(network, Samples.of(batches, batches.holding(choice.images())), spec.seed());
        }
    }

    private Spending spending(Found found, DataSet data) {
        int images = spec.recipe().split(data).train().count();
        Stage trained = found.trained();
        Stage retrained = found.retrained();
        List<Stage> stages = retrained == null ? List.of(trained) : List.of(trained, retrained);
        double seconds = stages.stream()
                .flatMap(s -> s.history().stream())
                .mapToDouble(e -> e.seconds())
                .sum();
        double macs = StageFigures.macs(trained, spec.recipe(), images)
                + (retrained == null ? 0 : StageFigures.macs(retrained, spec.retraining(), images))
                + (retrained == null || spec.retrainingPenalty() == null
                        ? 0
                        : StageFigures.teacherMacs(
                                trained, retrained, spec.retraining(), spec.retrainingPenalty(), images));
        return new Spending(
                spec.recipe().epochs(),
                retrained == null ? 0 : spec.retraining().epochs(),
                seconds,
                macs);
    }

    private RunRecord record(DataSet data, Found found, Surroundings training) {
        return new RunRecord(
                spec.id(),
                spec,
                RunRecord.Status.FINISHED,
                null,
                data.note().isEmpty() ? null : data.note(),
                found,
                spending(found, data),
                surroundings(),
                training);
    }
}
