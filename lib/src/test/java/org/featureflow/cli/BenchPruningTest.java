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
    void inferenceIsTimedForEveryVariantAndBatchSize() {
        assertThat(run("bench", "infer", "--networks", "resnet20", "--batch", "1,2", "--rounds", "2", "--json"))
                .isZero();
        JsonArray rows =
                JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("rows");
        assertThat(rows).hasSize(2 * 5);
        JsonObject pruned = rows.get(1).getAsJsonObject();
        assertThat(pruned.get("macsKept").getAsDouble()).isBetween(0.4, 0.5);
        assertThat(pruned.get("speedUp").getAsDouble()).isPositive();
        assertThat(rows.get(0).getAsJsonObject().get("speedUp").getAsDouble()).isEqualTo(1);
    }

    @Test
    void pruningIsTimedPartByPart() {
        assertThat(run("bench", "prune", "--networks", "vgg11@0.0625", "--importance", "l1,lamp", "--rounds", "1"))
                .isZero();
        assertThat(out.toString()).contains("vgg11@0.0625", "lamp", "together ms");
    }
}
