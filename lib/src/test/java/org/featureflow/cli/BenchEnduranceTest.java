package org.featureflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import org.featureflow.FeatureFlowException;
import org.featureflow.benchmark.Endurance;
import org.featureflow.data.Synthetic;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;

class BenchEnduranceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void everyStretchIsReportedAndArraysDoNotGrow() {
        assertThat(run("bench", "endurance", "--network", "vgg11@0.0625", "--steps", "40", "--batch", "8", "--json"))
                .as(err.toString())
                .isZero();

        JsonArray stretches = JsonParser.parseString(out.toString()).getAsJsonArray();
        assertThat(stretches).hasSize(10);
        Set<Integer> arrays = new HashSet<>();
        for (JsonElement s : stretches) {
            arrays.add(s.getAsJsonObject().get("arrays").getAsInt());
        }
        assertThat(arrays).hasSize(1);
        assertThat(stretches.get(9).getAsJsonObject().get("step").getAsInt()).isEqualTo(40);
    }

    @Test
    void aBatchLargerThanTheSetIsRefused() {
        Endurance endurance = new Endurance(10, 30, 10);
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            assertThatThrownBy(() -> endurance.run(network, Synthetic.of(20, 10, 32, 1)))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("A batch of 30 images is more than the 20 training images of synthetic;"
                            + " use a smaller one.");
        }
    }

    @Test
    void numbersThatMeasureNothingAreRefused() {
        assertThat(run("bench", "endurance", "--batch", "0")).isOne();
        assertThat(err.toString()).contains("at least 1 step, 1 image in a batch and 1 part");
    }

    @Test
    void stepsThatDoNotDivideAreRefused() {
        assertThat(run("bench", "endurance", "--steps", "7")).isOne();
        assertThat(err.toString()).contains("multiple of 10, not 7");
    }
}
