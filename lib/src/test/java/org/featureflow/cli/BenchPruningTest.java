package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BenchPruningTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void inferenceIsTimedInEveryEngineWholeAndPruned() {
        String net = "vgg11@0.125";
        assertThat(run(
                        "bench",
                        "infer",
                        net,
                        "--engines",
                        "djl,onnxruntime",
                        "--target",
                        "macs=0.5",
                        "--batch",
                        "1,2",
                        "--rounds",
                        "2",
                        "--warm-up",
                        "0",
                        "--threads",
                        "1",
                        "--json"))
                .isZero();
        JsonArray rows =
                JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("rows");
        assertThat(rows).hasSize(2 * 2 * 4);
        JsonObject whole = rows.get(0).getAsJsonObject();
        JsonObject pruned = rows.get(3).getAsJsonObject();
        assertThat(whole.get("speedUp").getAsDouble()).isEqualTo(1);
        assertThat(pruned.get("macsKept").getAsDouble()).isBetween(0.4, 0.5);
        assertThat(pruned.get("speedUp").getAsDouble()).isPositive();
        JsonObject timing = pruned.getAsJsonObject("timing");
        assertThat(timing.get("engine").getAsString()).isEqualTo("onnxruntime");
        assertThat(timing.get("fileBytes").getAsLong())
                .isLessThan(rows.get(1)
                        .getAsJsonObject()
                        .getAsJsonObject("timing")
                        .get("fileBytes")
                        .getAsLong());
    }

    @Test
    void anUnknownEngineIsExplained() {
        assertThat(run("bench", "infer", "vgg11@0.0625", "--engines", "tflite")).isOne();
        assertThat(err.toString()).contains("djl, djl-folded, onnxruntime");
    }

    @Test
    void pruningIsTimedPartByPart() {
        assertThat(run("bench", "prune", "--networks", "vgg11@0.0625", "--importance", "l1,lamp", "--rounds", "1"))
                .isZero();
        assertThat(out.toString()).contains("vgg11@0.0625", "lamp", "together ms");
    }
}
