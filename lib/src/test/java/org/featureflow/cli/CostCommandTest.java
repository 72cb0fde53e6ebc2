package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CostCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void jsonHasParametersAndMacs() {
        assertThat(run("cost", "resnet56", "--json")).isZero();
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("parameters").getAsLong()).isEqualTo(853018);
        assertThat(json.get("macs").getAsLong()).isEqualTo(125485696);
        assertThat(json.getAsJsonArray("layers")).isNotEmpty();
    }

    @Test
    void theTableEndsInTotals() {
        assertThat(run("cost", "vgg16@0.25:64x64:20")).isZero();
        assertThat(out.toString()).contains("features.0", "classifier", "total");
    }

    @Test
    void latencyOfSeveralNetworksIsComparedWithTheFirst() {
        assertThat(run(
                        "cost",
                        "vgg11@0.0625",
                        "resnet20@0.125",
                        "--latency",
                        "1,2",
                        "--repetitions",
                        "2",
                        "--warm-up",
                        "0"))
                .isZero();
        assertThat(out.toString()).contains("speed-up").contains("1.00×");
    }

    @Test
    void aWarmUpOfLessThanNothingIsRefused() {
        assertThat(run("cost", "vgg11@0.0625", "--latency", "1", "--warm-up", "-1"))
                .isOne();
        assertThat(err.toString()).contains("--warm-up -1 is not possible; use 0 or more");
    }

    @Test
    void anUnknownNetworkIsOneSentenceAndExitCode1() {
        assertThat(run("cost", "resnet57")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("resnet57").contains("resnet56");
    }
}
