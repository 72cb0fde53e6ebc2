package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.train.Evaluation;
import org.featureflow.train.Recipe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitivityCommandTest {
    private static final String DATA = "synthetic:300:50:16";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final DataSet set = DataSets.open(DATA);

    @TempDir
    private Path folder;

    private Path net;
    private double whole;

    @BeforeEach
    void save() {
        net = folder.resolve("net.safetensors");
        FeatureShape images = new FeatureShape(3, 16, 16);
        try (Network network = Network.create(Architectures.named("resnet20@0.25", images, set.classes()), 4)) {
            NetworkFile.save(network, net, NetworkNotes.of(set.normalization(), DATA));
            whole = Evaluation.of(network, set.split(Recipe.SPLIT_SEED).validation(), set.normalization())
                    .top1();
        }
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void everyInnerGroupHasARowAndEveryFractionAColumn() {
        assertThat(run("sensitivity", net.toString(), "--data", DATA, "--device", "cpu", "--kept", "0.5,0.07"))
                .isZero();
        assertThat(out.toString())
                .contains("50 % kept", "7 % kept", "layer3.2.conv1", "held-out images of synthetic")
                .doesNotContain("layer1.0.conv2");
    }

    @Test
    void cuttingNothingIsTheWholeNetwork() {
        assertThat(run("sensitivity", net.toString(), "--data", DATA, "--device", "cpu", "--kept", "1", "--json"))
                .isZero();
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.get("top1").getAsDouble()).isEqualTo(whole);
        assertThat(report.getAsJsonArray("cuts")).hasSize(9);
        for (JsonElement cut : report.getAsJsonArray("cuts")) {
            assertThat(cut.getAsJsonObject().get("top1").getAsDouble()).isEqualTo(whole);
        }
    }

    @Test
    void sharesThatKeepAnAccuracyAreOptionsOfPrune() {
        String options = " --data " + DATA + " --device cpu --kept 0.5 --limit 10 --min-channels 3 --round-to 3";
        String line = "sensitivity " + net + options + " --protect layer1. --protect layer2. --least-accuracy 1e-9";
        assertThat(run(line.split(" "))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("% with")
                .containsPattern("--ratio layer3.0.conv1=(0.5|1.0) --ratio layer3");
        String ratios = out.toString()
                .lines()
                .filter(l -> l.startsWith("--ratio"))
                .findFirst()
                .orElseThrow();
        assertThat(run(("prune " + net + " " + ratios).split(" ")))
                .as(err.toString())
                .isZero();
        assertThat(run((line + " --json").split(" "))).isZero();
        assertThat(out.toString()).contains("\"ratios\": {");
        assertThat(run("sensitivity", net.toString(), "--data", "nowhere", "--least-accuracy", "85"))
                .isOne();
        assertThat(err.toString()).contains("--least-accuracy 85.0 is not possible; use more than 0 and at most 1");
    }

    @Test
    void anImportanceMayLookAtTheOtherTrainingImages() {
        assertThat(run(
                        "sensitivity",
                        net.toString(),
                        "--data",
                        DATA,
                        "--device",
                        "cpu",
                        "--kept",
                        "0.5",
                        "--importance",
                        "taylor",
                        "--images",
                        "64",
                        "--limit",
                        "20"))
                .isZero();
        assertThat(err.toString()).contains("taylor over 1 batches");
        assertThat(out.toString()).contains("on 20 held-out images");
    }

    @Test
    void mistakesAreOneSentence() {
        assertThat(run("sensitivity", net.toString(), "--data", "nowhere", "--kept", "75,50"))
                .isOne();
        assertThat(err.toString())
                .as("before data are looked for")
                .contains("--kept 75.0 is not possible; use more than 0 and at most 1")
                .doesNotContain("nowhere");
        assertThat(run("sensitivity", net.toString(), "--data", DATA, "--limit", "0"))
                .isOne();
        assertThat(run("sensitivity", net.toString(), "--data", "synthetic:40:10:32", "--device", "cpu"))
                .isOne();
        assertThat(err.toString()).contains("--limit 0 is not possible; use 1 or more", "takes images of 3×16×16");
    }
}
