package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.io.NetworkFile;
import org.featureflow.io.NetworkNotes;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparsityCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void aTableHasEveryLayerAndTheWhole() {
        assertThat(run("sparsity", "vgg11@0.0625")).isZero();
        assertThat(out.toString().lines().map(l -> l.split(" ")[0]))
                .contains("vgg11@0.0625", "features.0", "classifier", "all", "≤1e-2·max");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHasTheSameFiguresAndNoNumberThatIsNone() {
        assertThat(run("sparsity", "vgg11@0.0625", "--json")).isZero();
        assertThat(out.toString()).doesNotContain("NaN");
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.get("network").getAsString()).isEqualTo("vgg11@0.0625");
        assertThat(report.getAsJsonArray("layers")).hasSize(9);
        JsonObject last = report.getAsJsonArray("layers")
                .get(8)
                .getAsJsonObject()
                .getAsJsonArray("nearZero")
                .get(0)
                .getAsJsonObject();
        assertThat(last.get("folded").isJsonNull()).isTrue();
    }

    @Test
    void aPageIsWrittenBesideTheTable(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("pages/sparsity.html");
        assertThat(run("sparsity", "vgg11@0.0625", "--html", page.toString())).isZero();
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("features.0");
        assertThat(out.toString()).contains("features.0");
    }

    @Test
    void imagesAreNotShownThroughANormalisationThatIsGuessed(@TempDir Path folder) {
        Path net = folder.resolve("net.safetensors");
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 4)) {
            NetworkFile.save(network, net, NetworkNotes.NONE);
        }
        assertThat(run("sparsity", net.toString(), "--data", "synthetic:200:100:32", "--images", "8"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("give --mean and --std");
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() {
        assertThat(run("sparsity", "vgg12")).isEqualTo(1);
        assertThat(run("sparsity", "vgg11@0.0625", "--data", "cifar10", "--images", "0"))
                .isEqualTo(1);
        assertThat(run("sparsity", "vgg11@0.0625", "--data", "nonsense")).isEqualTo(1);
        assertThat(run("sparsity", "vgg11@0.0625", "--images", "9")).isEqualTo(1);
        assertThat(run("sparsity")).isEqualTo(2);
        assertThat(err.toString().lines().filter(l -> l.startsWith("ffr: ")))
                .hasSize(5)
                .satisfiesExactly(
                        l -> assertThat(l).contains("vgg12"),
                        l -> assertThat(l).contains("--images"),
                        l -> assertThat(l).contains("nonsense"),
                        l -> assertThat(l).contains("name a data set with --data"),
                        l -> assertThat(l).contains("NET"));
    }
}
