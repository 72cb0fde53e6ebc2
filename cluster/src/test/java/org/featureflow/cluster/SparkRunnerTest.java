package org.featureflow.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.featureflow.FeatureFlowException;
import org.featureflow.experiment.DataChoice;
import org.featureflow.experiment.RunSpec;
import org.featureflow.experiment.StartingWeights;
import org.junit.jupiter.api.Test;

class SparkRunnerTest {
    private static final String CHECKSUM = "0".repeat(64);

    private static RunSpec trial(String data, String weights) {
        RunSpec tiny = Tiny.dense(1, 1);
        return new RunSpec(
                tiny.network(),
                weights == null ? null : new StartingWeights(weights, CHECKSUM),
                new DataChoice(data, CHECKSUM, 0, 0),
                tiny.recipe(),
                tiny.penalty(),
                null,
                null,
                1,
                "quick");
    }

    @Test
    void picturesAndNetworksGoByTheirWholePath() {
        assertThatThrownBy(() -> SparkRunner.requireAbsolute(trial("pics", null)))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("On a cluster files go by their whole path: write "
                        + Path.of("pics").toAbsolutePath() + ", not pics.");
        assertThatThrownBy(() -> SparkRunner.requireAbsolute(trial("cifar10", "./net.safetensors")))
                .hasMessageContaining("/net.safetensors, not ./net.safetensors.");
        for (String data : new String[] {"cifar10", "synthetic:40:20:16", "/data/pics"}) {
            assertThatCode(() -> SparkRunner.requireAbsolute(trial(data, "/data/net.safetensors")))
                    .as(data)
                    .doesNotThrowAnyException();
        }
    }
}
