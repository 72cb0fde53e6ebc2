package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.ChildJvm;
import org.featureflow.benchmark.InferenceServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTrainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bench", "train", "--networks", "resnet20@0.125"));
        arguments.addAll(List.of("--batch", "4", "--rounds", "1", "--steps", "1"));
        arguments.addAll(List.of(more));
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    }

    @Test
    void ourStepIsTimedWithAndWithoutFeatureFlow() {
        assertThat(run("--json")).as(err.toString()).isZero();

        JsonArray rows =
                JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("steps");
        List<String> contenders = new ArrayList<>();
        for (JsonElement row : rows) {
            contenders.add(row.getAsJsonObject().get("contender").getAsString());
            assertThat(row.getAsJsonObject()
                            .getAsJsonObject("time")
                            .get("median")
                            .getAsDouble())
                    .isPositive();
        }
        assertThat(contenders).containsExactly("featureflow plain", "featureflow FFR");
    }

    @Test
    void aContenderThatCannotGoOnSaysWhyInASentence(@TempDir Path folder) throws Exception {
        Process process = ChildJvm.of(InferenceServer.class, "djl", folder.resolve("none.safetensors"), 1, 3, 8, 8)
                .start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("ffr: There is no file").doesNotContain("\tat ");
        assertThat(process.waitFor()).isOne();
    }

    @Test
    void anInterpreterThatEndsAtOnceIsNamed() {
        assertThat(run("--python", "false")).isOne();
        assertThat(err.toString()).startsWith("ffr: The contender PyTorch channels_last plain ended");
    }
}
