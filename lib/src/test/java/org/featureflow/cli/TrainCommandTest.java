package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.featureflow.data.Augmentation;
import org.featureflow.data.Normalization;
import org.featureflow.engine.Devices;
import org.featureflow.engine.EngineSettings;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.flow.Reduction;
import org.featureflow.flow.Transition;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredNetwork;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;
import org.featureflow.train.MetricsFile;
import org.featureflow.train.Recipe;
import org.featureflow.train.Recipes;
import org.featureflow.train.RunFolder;
import org.featureflow.train.Schedule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String home;

    @BeforeEach
    void keepTheUsersCacheClean() {
        home = System.getProperty("user.home");
        System.setProperty("user.home", folder.resolve("home").toString());
    }

    @AfterEach
    void restoreHome() {
        System.setProperty("user.home", home);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** Pictures of 16×16 in two classes, bright and dark. */
    private String pictures() throws IOException {
        Path set = folder.resolve("pictures");
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            int base = i % 2 * 100;
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 256; p++) {
                image.setRGB(p % 16, p / 16, (base + random.nextInt(120)) * 0x010101);
            }
            Path file = set.resolve(i % 2 == 0 ? "dark" : "bright").resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        }
        return set.toString();
    }

    private int train(String run, String... more) throws IOException {
        String[] usual = {
            "train",
            "--model",
            "resnet20@0.25",
            "--data",
            pictures(),
            "--epochs",
            "2",
            "--batch",
            "8",
            "--device",
            "cpu",
            "--gradient",
            "1e-6",
            "--regularizer",
            "l1=1e-6",
            "-o",
            folder.resolve(run).toString()
        };
        String[] all = java.util.Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return run(all);
    }

    @Test
    void aRunLeavesNetworksMetricsAndARecordThatEvalAgreesWith() throws IOException {
        assertThat(train("run", "--json")).as(err.toString()).isZero();
        JsonObject record = JsonParser.parseString(out.toString()).getAsJsonObject();
        RunFolder run = new RunFolder(folder.resolve("run"));
        assertThat(run.readRecord()).contains(record);
        assertThat(run.isFinished()).isTrue();
        assertThat(MetricsFile.read(run.path()).epochs()).hasSize(2);
        assertThat(JsonMember.of(record, "data", "checksum").getAsString()).hasSize(64);
        assertThat(record.get("penalty").getAsString()).contains("FeatureFlowPenalty", "WeightL1");

        Path logits = folder.resolve("logits.npz");
        String data = pictures();
        assertThat(run(
                        "eval",
                        run.network().toString(),
                        "--data",
                        data,
                        "--device",
                        "cpu",
                        "--json",
                        "--logits",
                        logits.toString()))
                .as(err.toString())
                .isZero();
        JsonObject evaluation = JsonParser.parseString(out.toString()).getAsJsonObject();
        JsonObject test = JsonMember.of(record, "results", "last", "test").getAsJsonObject();
        for (String figure : new String[] {"count", "top1", "top5", "loss"}) {
            assertThat(evaluation.get(figure).getAsDouble())
                    .as(figure)
                    .isEqualTo(test.get(figure).getAsDouble());
        }
        Map<String, StoredTensor> arrays = Npz.read(logits);
        assertThat(arrays.get("logits").shape()).containsExactly(12, 2);
        assertThat(arrays.get("labels").shape()).containsExactly(12);
    }

    /** Each has another value than the recipe and the penalties have by themselves. */
    @Test
    void everyOptionReachesTheRecord() {
        String[] options = {
            "--model resnet20@0.25 --data synthetic:80:20:16 --limit 60 --device cpu --json",
            "--recipe paper --epochs 1 --batch 10 --seed 7 --learning-rate 0.02 --momentum 0.8 --weight-decay 3e-4",
            "--optimizer nesterov --schedule multi-step=0.4,0.6 --warm-up 0.2 --label-smoothing 0.05 --clip-norm 2",
            "--averaging 0.9 --no-augmentation --cutout 4 --validation 20",
            "--gradient 1e-6:0.1:0.2 --curvature 2e-6 --flow-norm SQUARED_L2 --flow-reduction MEAN",
            "--flow-transition PROJECT_PAD --flow-bend TURNING_ANGLE --regularizer l1=3e-6"
        };
        List<String> arguments = new ArrayList<>(List.of("train", "-o"));
        arguments.add(folder.resolve("run").toString());
        arguments.addAll(List.of(String.join(" ", options).split(" ")));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        JsonObject record = JsonParser.parseString(out.toString()).getAsJsonObject();

        Recipe recipe = Recipes.paper()
                .withEpochs(1)
                .withBatch(10)
                .withSeed(7)
                .withSgd(0.8, true)
                .withLearningRate(0.02)
                .withWeightDecay(3e-4)
                .withSchedule(Schedule.multiStep(0.4, 0.6).warmUp(0.2))
                .withLabelSmoothing(0.05)
                .withClipNorm(2)
                .withAveraging(0.9)
                .withAugmentation(Augmentation.NONE.withCutout(4))
                .withValidation(20);
        assertThat(Recipe.fromJson(record.get("recipe").toString())).isEqualTo(recipe);
        FeatureFlowPenalty flow = new FeatureFlowPenalty(
                new Coefficient(1e-6, 0.1, 0.2),
                Coefficient.constant(2e-6),
                new FlowOptions(Norm.SQUARED_L2, Reduction.MEAN, Transition.PROJECT_PAD, Bend.TURNING_ANGLE));
        Regularizer l1 = Regularizers.named("l1", Coefficient.constant(3e-6));
        assertThat(record.get("penalty").getAsString()).isEqualTo(new Penalties(List.of(flow, l1)).toString());
        // 60 images of each part at most, of which 20 are held out.
        assertThat(JsonMember.of(record, "data", "train").getAsInt()).isEqualTo(40);
        assertThat(JsonMember.of(record, "data", "validation").getAsInt()).isEqualTo(20);
        assertThat(JsonMember.of(record, "data", "test").getAsInt()).isEqualTo(20);
    }

    @Test
    void aNetworkFileIsTrainedThroughItsOwnNormalization() throws IOException {
        Path file = folder.resolve("imported.safetensors");
        Normalization own = new Normalization(List.of(0.25, 0.5, 0.75), List.of(0.5, 0.25, 1.0));
        FeatureShape shape = new FeatureShape(3, 16, 16);
        try (Network network = Network.create(Architectures.named("resnet20@0.25", shape, 2), 0)) {
            NetworkFile.save(network, file, NetworkNotes.of(own, "elsewhere").with("pruned", "by l1"));
        }
        String output = folder.resolve("retrained").toString();

        assertThat(run(
                        "train",
                        "--model",
                        file.toString(),
                        "--data",
                        pictures(),
                        "--epochs",
                        "1",
                        "--batch",
                        "8",
                        "-o",
                        output))
                .as(err.toString())
                .isZero();

        RunFolder run = new RunFolder(folder.resolve("retrained"));
        StoredNetwork stored = NetworkFile.load(run.network());
        stored.network().close();
        assertThat(stored.notes().normalization()).contains(own);
        assertThat(stored.notes().more()).containsEntry("pruned", "by l1");
        assertThat(JsonMember.of(run.readRecord().orElseThrow(), "data", "normalization", "mean")
                        .toString())
                .isEqualTo("[0.25,0.5,0.75]");
    }

    @Test
    void aRunIsNotOverwrittenUnlessAsked() throws IOException {
        assertThat(train("run")).isZero();
        assertThat(out.toString()).contains("last").contains("best").contains("record.json");
        RunFolder run = new RunFolder(folder.resolve("run"));
        JsonObject record = run.readRecord().orElseThrow();
        String longAgo = "2026-01-01T00:00:00Z";
        record.addProperty("started", longAgo);
        Files.writeString(run.record(), record.toString());
        assertThat(train("run")).isEqualTo(1);
        assertThat(err.toString()).contains("holds a finished run").contains("--overwrite");
        assertThat(run.record()).hasContent(record.toString());
        assertThat(train("run", "--overwrite")).isZero();
        assertThat(run.readRecord().orElseThrow().get("started").getAsString()).isNotEqualTo(longAgo);
    }

    @Test
    void aFinishedRunIsNotTrainedAgainByResume() throws IOException {
        assertThat(train("run")).isZero();
        String before = Files.readString(folder.resolve("run/record.json"));
        assertThat(run("train", "--resume", "-o", folder.resolve("run").toString()))
                .isZero();
        assertThat(Files.readString(folder.resolve("run/record.json"))).isEqualTo(before);
    }

    @Test
    void resumeTakesTheSettingsOfTheRunAndRefusesOthers() throws IOException {
        assertThat(train("run")).isZero();
        String run = folder.resolve("run").toString();
        assertThat(run("train", "--resume", "-o", run, "--lr", "0.5")).isEqualTo(1);
        assertThat(err.toString()).contains("learningRate").contains("0.5");
        assertThat(run("train", "--resume", "-o", run, "--epochs", "2")).isZero();
    }

    @Test
    void anUnfinishedRunGoesOnWithResumeAlone() throws IOException {
        assertThat(train("calm")).isZero();
        assertThat(train("broken")).isZero();
        RunFolder broken = new RunFolder(folder.resolve("broken"));
        // As after a kill in the second epoch: the record is that of the start and the networks are not there.
        JsonObject record = broken.readRecord().orElseThrow();
        record.addProperty("finished", false);
        record.addProperty("started", "2026-01-01T00:00:00Z");
        record.addProperty("device", "gpu(0)");
        Files.writeString(broken.record(), record.toString());
        Files.delete(broken.network());
        Files.delete(broken.best());
        Files.delete(broken.checkpoints().resolve("step-000000010.safetensors"));
        Files.writeString(broken.path().resolve(MetricsFile.METRICS), "half a li");
        assertThat(train("broken")).isEqualTo(1);
        assertThat(err.toString()).contains("unfinished").contains("--resume");
        if (!Devices.choose("auto").device().isGpu()) {
            assertThat(run("train", "--resume", "-o", broken.path().toString()))
                    .as("it goes on where it began, not where there is a place")
                    .isEqualTo(1);
            assertThat(err.toString()).contains("Cannot use a GPU", "--device cpu");
        }
        assertThat(run(
                        "train",
                        "--resume",
                        "--device",
                        "cpu",
                        "-o",
                        broken.path().toString()))
                .as(err.toString())
                .isZero();
        JsonObject resumed = broken.readRecord().orElseThrow();
        assertThat(resumed.get("started").getAsString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(resumed.get("device").getAsString()).isEqualTo("gpu(0)");
        assertThat(JsonMember.of(resumed, "resumed").getAsJsonArray())
                .singleElement()
                .extracting(r -> r.getAsJsonObject().get("device").getAsString())
                .isEqualTo("cpu()");
        RunFolder calm = new RunFolder(folder.resolve("calm"));
        assertThat(Files.mismatch(calm.network(), broken.network())).isEqualTo(-1);
        assertThat(Files.mismatch(
                        calm.path().resolve(MetricsFile.METRICS), broken.path().resolve(MetricsFile.METRICS)))
                .isEqualTo(-1);
    }

    @Test
    void aRunGoesOnWithTheNumberOfThreadsItWasStartedWith() throws IOException {
        int before = EngineSettings.threads();
        try {
            assertThat(train("run", "--threads", "2")).as(err.toString()).isZero();
            RunFolder run = new RunFolder(folder.resolve("run"));
            JsonObject record = run.readRecord().orElseThrow();
            record.addProperty("finished", false);
            Files.writeString(run.record(), record.toString());
            EngineSettings.threads(1);
            assertThat(run("train", "--resume", "-o", run.path().toString()))
                    .as(err.toString())
                    .isZero();
            JsonObject resumed = run.readRecord().orElseThrow();
            assertThat(resumed.get("threads").getAsInt()).isEqualTo(2);
            assertThat(JsonMember.of(resumed, "resumed").getAsJsonArray())
                    .singleElement()
                    .extracting(r -> r.getAsJsonObject().get("threads").getAsInt())
                    .isEqualTo(2);
        } finally {
            EngineSettings.threads(before);
        }
    }

    @Test
    void aRunOfASweepOrAProgramIsNotGoneOnWithHere() throws IOException {
        Path run = Files.createDirectories(folder.resolve("other"));
        for (String record : new String[] {
            "{\"format\":\"featureflow.run.1\"}", "{\"kind\":\"training\",\"finished\":false,\"arguments\":{}}"
        }) {
            Files.writeString(run.resolve("record.json"), record);
            assertFails("was started by a sweep or a program", "train", "--resume", "-o", run.toString());
        }
    }

    @Test
    void wrongInputIsOneSentenceAndLeavesNothing() throws IOException {
        String run = folder.resolve("none").toString();
        assertFails("resnet21", "train", "--model", "resnet21", "--data", pictures(), "-o", run);
        assertFails("nowhere", "train", "--model", "resnet20", "--data", "nowhere", "-o", run);
        assertFails("l7", "train", "--model", "resnet20", "--data", pictures(), "--regularizer", "l7=1", "-o", run);
        assertFails(
                "--epochs 0 is not possible",
                "train",
                "--model",
                "resnet20",
                "--data",
                pictures(),
                "--epochs",
                "0",
                "-o",
                run);
        assertFails("--model NET", "train", "-o", run);
        assertFails("no run", "train", "--resume", "-o", run);
        assertFails("soon", "train", "--model", "resnet20", "--data", pictures(), "--recipe", "soon", "-o", run);
        assertFails("other files", "train", "--model", "resnet20", "--data", "x", "-o", folder.toString());
        assertThat(Path.of(run)).doesNotExist();
    }

    private void assertFails(String because, String... arguments) {
        assertThat(run(arguments)).as(because).isEqualTo(1);
        assertThat(err.toString().lines().filter(line -> line.startsWith("ffr: ")))
                .singleElement()
                .asString()
                .contains(because);
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
