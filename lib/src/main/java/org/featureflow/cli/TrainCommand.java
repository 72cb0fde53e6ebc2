package org.featureflow.cli;

import ai.djl.Device;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.experiment.FineTuning;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.StoredNetwork;
import org.featureflow.nn.Network;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Teacher;
import org.featureflow.train.ConsoleProgress;
import org.featureflow.train.Evaluation;
import org.featureflow.train.Recipe;
import org.featureflow.train.RecordedTraining;
import org.featureflow.train.RunFolder;
import org.featureflow.train.Training;
import org.featureflow.train.TrainingStoppedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network into a folder. */
@Command(
        name = "train",
        description = "Train a network, with feature flow regularisation or other penalties, into a folder.",
        footer = {
            "",
            "The folder gets network.safetensors (last), best.safetensors (best on the held-out images), metrics.jsonl,",
            "timing.jsonl, record.json and checkpoints. Ctrl-C stops between two steps; --resume -o RUN continues to the",
            "same result."
        })
final class TrainCommand implements Callable<Integer> {
    private static final Gson GSON = new Gson();

    /** What a run is started with, kept in its record. */
    static final class Settings {
        @Option(names = "--model", paramLabel = "NET", description = NetworkArgument.FORM)
        private String model;

        @Option(
                names = "--data",
                paramLabel = "SET",
                description =
                        "A data set (./ffr data list), a folder of images (FOLDER@SIDE for another size), or synthetic:TRAIN:TEST:SIDE.")
        private String data;

        @Option(names = "--limit", paramLabel = "N", description = "Use at most N training and N test images.")
        private Integer limit;

        @Option(
                names = "--new-head",
                description =
                        "Begin with a new last layer for the classes of --data; the other layers keep the weights of the network file.")
        private Boolean newHead;

        @Option(
                names = "--freeze",
                paramLabel = "NODE",
                description =
                        "Keep the arrays of this node as they are, or of all whose names begin so where it ends in a dot (layer1.). A"
                                + " frozen batch norm keeps its statistics and is computed with them. Repeatable.")
        private List<String> freeze;

        @Mixin
        private RecipeOptions recipe = new RecipeOptions();

        @Mixin
        private PenaltyOptions penalty = new PenaltyOptions();

        @Mixin
        private DistillOptions distillation = new DistillOptions();
    }

    @Mixin
    private Settings settings = new Settings();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RUN",
            required = true,
            description = "The run's folder.")
    private Path output;

    @Option(names = "--resume", description = "Continue the unfinished run in the folder of -o, with its settings.")
    private boolean resume;

    @Option(names = "--overwrite", description = "Replace an earlier run in the folder.")
    private boolean overwrite;

    @Mixin
    private DeviceOption device;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RunFolder folder = new RunFolder(output);
        folder.require(resume, overwrite);
        JsonObject record = resume ? folder.readRecord().orElse(null) : null;
        if (record != null) {
            settings = settingsOf(record);
        }
        if (record == null || !folder.isFinished()) {
            record = train(record == null ? new JsonObject() : record);
        }
        JsonObject result = record;
        json.print(result, () -> text(folder, result));
        return 0;
    }

    /** Another number of threads adds in another order: only with the same one does a run end as it would have without the break. */
    private static Integer threadsOf(JsonObject record) {
        JsonElement threads = JsonMember.of(record, "threads");
        return threads.isJsonPrimitive() ? threads.getAsInt() : null;
    }

    /** A GPU rounds otherwise than a CPU. */
    private static String deviceOf(JsonObject record) {
        JsonElement device = JsonMember.of(record, "device");
        return device.isJsonPrimitive() ? device.getAsString() : null;
    }

    /** The settings of the run that goes on; those given now may repeat them but not differ. */
    private Settings settingsOf(JsonObject record) {
        JsonElement kept = JsonMember.of(record, "arguments");
        if (JsonMember.of(record, "arguments", "model").isJsonNull()) {
            if (new RunFolder(output).isFinished()) {
                return settings;
            }
            throw new FeatureFlowException("The run in " + output
                    + " was started by a sweep or a program, not by ffr train; go on with it there.");
        }
        requireSame(GSON.toJsonTree(settings), kept);
        return GSON.fromJson(kept, Settings.class);
    }

    private void requireSame(JsonElement given, JsonElement kept) {
        for (Map.Entry<String, JsonElement> e : given.getAsJsonObject().entrySet()) {
            // A run of an earlier version has no settings of what is new since.
            JsonElement before = kept.isJsonObject() ? JsonMember.of(kept.getAsJsonObject(), e.getKey()) : kept;
            if (e.getValue().isJsonObject()) {
                requireSame(e.getValue(), before);
            } else if (!e.getValue().equals(before)) {
                throw new FeatureFlowException("The run in " + output + " was started with " + e.getKey() + " "
                        + (before.isJsonNull() ? "as usual" : before) + ", not " + e.getValue()
                        + "; leave it out to go on, or start anew with --overwrite.");
            }
        }
    }

    /**
     * Trains.
     *
     * @param before the record of the run that goes on; empty for a new one
     */
    private JsonObject train(JsonObject before) {
        if (settings.model == null || settings.data == null) {
            throw new FeatureFlowException(
                    resume
                            ? "There is no run in " + output + " to go on with; give --model and --data to start one."
                            : "Say what to train and on what: --model NET --data SET.");
        }
        Regularizer penalty = settings.penalty.regularizer();
        settings.distillation.check();
        DataSet data = DataSets.open(settings.data);
        if (settings.limit != null) {
            Bounds.requirePositive("--limit", settings.limit);
            data = data.limit(settings.limit, settings.limit);
        }
        Recipe recipe = settings.recipe.recipe(data.train());
        PrintWriter err = spec.commandLine().getErr();
        err.println("Data: " + data.describe());
        Device where = device.choose(deviceOf(before), threadsOf(before));
        StoredNetwork stored = open(data, where);
        try (Network network = stored.network();
                Teacher teacher = settings.distillation.teacher(where)) {
            data.requireFit(network.spec());
            tune(network, err);
            DataSet seen =
                    stored.notes().normalization().map(data::normalizedBy).orElse(data);
            if (stored.notes().normalization().isEmpty() && NetworkFile.isMeantBy(settings.model)) {
                err.println(
                        settings.model
                                + " does not say how its network's inputs are normalised: they are normalised like those of "
                                + data.name() + " (" + NormalizationOptions.text(data.normalization())
                                + "). For another way import its original file again with --mean and --std, or save it with its NetworkNotes.");
            }
            Training training = Training.of(network, seen)
                    .recipe(recipe)
                    .regularizer(teacher == null ? penalty : Penalties.sum(penalty, settings.distillation.by(teacher)))
                    .listener(ConsoleProgress.toStandardError());
            return RecordedTraining.of(training, seen)
                    .notes(stored.notes().without("run").more())
                    .arguments(GSON.toJsonTree(settings).getAsJsonObject())
                    .resume(resume)
                    .into(output);
        } catch (TrainingStoppedException stopped) {
            throw new FeatureFlowException(
                    stopped.getMessage() + " Go on with: ./ffr train --resume -o " + output, stopped);
        }
    }

    /** The network to begin with; close it. */
    private StoredNetwork open(DataSet data, Device where) {
        long seed = settings.recipe.seed();
        return Boolean.TRUE.equals(settings.newHead)
                ? NetworkArgument.loadWithNewHead(settings.model, data.classes(), seed, where)
                : NetworkArgument.load(settings.model, data.train().shape(), data.classes(), seed, where);
    }

    /** Freezes what is not to be trained. */
    private void tune(Network network, PrintWriter err) {
        FineTuning tuning = new FineTuning(Boolean.TRUE.equals(settings.newHead), settings.freeze);
        tuning.requireFit(network.spec());
        network.freeze(tuning.freeze());
        if (!tuning.freeze().isEmpty()) {
            err.println("Frozen: " + network.frozen().size() + " of the "
                    + network.parameters().size() + " arrays of the network.");
        }
    }

    private static String text(RunFolder folder, JsonObject record) {
        ConsoleTable table = new ConsoleTable()
                .left("network")
                .right("epoch")
                .right("validation %")
                .right("test %")
                .right("test top-5 %")
                .right("test loss");
        for (String which : new String[] {"last", "best"}) {
            Evaluation validation =
                    GSON.fromJson(JsonMember.of(record, "results", which, "validation"), Evaluation.class);
            Evaluation test = GSON.fromJson(JsonMember.of(record, "results", which, "test"), Evaluation.class);
            table.row(
                    which,
                    JsonMember.of(record, "results", which, "epoch").getAsInt(),
                    validation == null ? null : percent(validation.top1()),
                    test == null ? null : percent(test.top1()),
                    test == null ? null : percent(test.top5()),
                    test == null ? null : String.format(Locale.ROOT, "%.4f", test.loss()));
        }
        return table + "\n" + folder.network() + "\n" + folder.best() + "\n" + folder.record();
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
