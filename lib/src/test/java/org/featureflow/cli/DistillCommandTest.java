package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.Sha256;
import org.featureflow.data.DataSets;
import org.featureflow.data.Normalization;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.train.MetricsFile;
import org.featureflow.train.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ffr train --teacher}. */
class DistillCommandTest {
    private static final String DATA = "synthetic:60:20:16";

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        err.getBuffer().setLength(0);
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
    }

    private int train(String run, String... more) {
        List<String> all = new ArrayList<>(List.of("train", "--model"));
        all.add(network("small.safetensors", 3, 1, DataSets.open(DATA).normalization()));
        all.addAll(List.of(("--data " + DATA + " --epochs 1 --batch 10 --device cpu -o").split(" ")));
        all.add(folder.resolve(run).toString());
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    /** A network of few channels in a file. */
    private String network(String name, int channels, long seed, Normalization normalization) {
        Path file = folder.resolve(name);
        NetworkSpec spec = NetworkSpec.builder("tiny", new FeatureShape(3, 16, 16))
                .convolution("conv", channels, 3, 2)
                .batchNorm("bn")
                .relu("relu")
                .tap()
                .convolution("conv2", channels, 3, 1)
                .relu("relu2")
                .tap()
                .globalAveragePool("pool")
                .linear("fc", 10)
                .build();
        try (Network network = Network.create(spec, seed)) {
            NetworkFile.save(network, file, NetworkNotes.of(normalization, "synthetic"));
        }
        return file.toString();
    }

    private String teacher(String name, long seed) {
        return network(name, 6, seed, DataSets.open(DATA).normalization());
    }

    @Test
    void theRecordSaysByWhomAndHowTheNetworkWasTaught() throws IOException {
        String teacher = teacher("dense.safetensors", 2);
        assertThat(train(
                        "run",
                        "--teacher",
                        teacher,
                        "--gradient",
                        "1e-6",
                        "--distill",
                        "0.5:0:0.2",
                        "--temperature",
                        "2"))
                .as(err.toString())
                .isZero();
        RunFolder run = new RunFolder(folder.resolve("run"));
        JsonObject record = run.readRecord().orElseThrow();
        assertThat(record.get("penalty").getAsString())
                .startsWith("Penalties[parts=[FeatureFlowPenalty[")
                .endsWith("Distillation[coefficient=Coefficient[value=0.5, start=0.0, warmUp=0.2], temperature=2.0,"
                        + " teacher=tiny of SHA-256 " + Sha256.of(Path.of(teacher)) + "]]]");
        assertThat(JsonMember.of(record, "arguments", "distillation", "teacher").getAsString())
                .isEqualTo(teacher);
        assertThat(MetricsFile.read(run.path()).epochs().get(0).terms()).containsKeys("gradient", "distillation");
    }

    @Test
    void withoutMoreTheWeightIsOneAndTheTemperatureFour() throws IOException {
        assertThat(train("run", "--teacher", teacher("dense.safetensors", 2)))
                .as(err.toString())
                .isZero();
        RunFolder run = new RunFolder(folder.resolve("run"));
        assertThat(run.readRecord().orElseThrow().get("penalty").getAsString())
                .startsWith(
                        "Distillation[coefficient=Coefficient[value=1.0, start=0.0, warmUp=0.0], temperature=4.0, ");
    }

    @Test
    void aRunGoesOnWithItsOwnTeacherOnly() throws IOException {
        String teacher = teacher("dense.safetensors", 2);
        assertThat(train("run", "--teacher", teacher)).as(err.toString()).isZero();
        RunFolder run = new RunFolder(folder.resolve("run"));
        byte[] calm = Files.readAllBytes(run.network());
        // As after a kill just before the end.
        JsonObject record = run.readRecord().orElseThrow();
        record.addProperty("finished", false);
        Files.writeString(run.record(), record.toString());
        Files.delete(run.network());

        String other = teacher("other.safetensors", 3);
        assertFails(
                "was started with teacher",
                "train",
                "--resume",
                "-o",
                run.path().toString(),
                "--teacher",
                other);
        byte[] kept = Files.readAllBytes(Path.of(teacher));
        Files.copy(Path.of(other), Path.of(teacher), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertFails(
                "it was made with another penalty (Distillation[",
                "train",
                "--resume",
                "-o",
                run.path().toString());
        Files.write(Path.of(teacher), kept);
        assertThat(run("train", "--resume", "-o", run.path().toString()))
                .as(err.toString())
                .isZero();
        assertThat(Files.readAllBytes(run.network())).isEqualTo(calm);
    }

    /** Its record has no settings of teachers. */
    @Test
    void aRunOfAnEarlierVersionRefusesATeacherToo() throws IOException {
        assertThat(train("run")).as(err.toString()).isZero();
        RunFolder run = new RunFolder(folder.resolve("run"));
        JsonObject record = run.readRecord().orElseThrow();
        record.addProperty("finished", false);
        record.getAsJsonObject("arguments").remove("distillation");
        Files.writeString(run.record(), record.toString());
        String teacher = teacher("dense.safetensors", 2);
        assertFails(
                "was started with teacher as usual",
                "train",
                "--resume",
                "-o",
                run.path().toString(),
                "--teacher",
                teacher);
        assertThat(run("train", "--resume", "-o", run.path().toString()))
                .as(err.toString())
                .isZero();
    }

    @Test
    void whatMakesNoSenseIsRefusedAndLeavesNothing() {
        String teacher = teacher("dense.safetensors", 2);
        refused("--distill is about learning from a teacher, but none is given", "--distill", "1");
        refused("--temperature is about learning from a teacher, but none is given", "--temperature", "2");
        refused("there is no file resnet20", "--teacher", "resnet20");
        refused("There is no file nowhere.safetensors", "--teacher", "nowhere.safetensors");
        refused("not “much”", "--teacher", teacher, "--distill", "much");
        refused("must be a number above 0, not 0.0", "--teacher", teacher, "--temperature", "0");
        refused(
                "take a teacher with the same normalisation",
                "--teacher",
                network("otherwise.safetensors", 6, 2, Normalization.IMAGENET));
    }

    private void refused(String because, String... options) {
        assertThat(train("none", options)).as(because).isEqualTo(1);
        assertSaid(because);
        assertThat(folder.resolve("none/record.json")).doesNotExist();
    }

    private void assertFails(String because, String... arguments) {
        assertThat(run(arguments)).as(because).isEqualTo(1);
        assertSaid(because);
    }

    private void assertSaid(String because) {
        assertThat(err.toString().lines().filter(line -> line.startsWith("ffr: ")))
                .singleElement()
                .asString()
                .contains(because);
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
