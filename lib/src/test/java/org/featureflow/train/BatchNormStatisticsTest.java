package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class BatchNormStatisticsTest {
    /** Pixels 0, 51, 102, 153, then 204 and 255: means of pairs 0.1, 0.5 and 0.9, and a last one that is alone. */
    private final Images images = Images.of(
            "pixels",
            new byte[] {0, 51, 102, (byte) 153, (byte) 204, (byte) 255, 77},
            1,
            1,
            1,
            new int[7],
            List.of("a", "b"));

    private final Normalization raw = new Normalization(List.of(0.0), List.of(1.0));

    private static Network normThenLinear() {
        return Network.create(
                NetworkSpec.builder("norm", new FeatureShape(1, 1, 1))
                        .batchNorm("bn")
                        .flatten("flatten")
                        .linear("fc", 2)
                        .build(),
                1);
    }

    private static Map<String, float[]> arrays(Network network) {
        Map<String, float[]> arrays = new TreeMap<>();
        network.parameters().forEach((name, p) -> arrays.put(name, p.getArray().toFloatArray()));
        return arrays;
    }

    @Test
    void statisticsAreTheMeansOverWholeBatchesAndNothingElseChanges() {
        try (Network network = normThenLinear();
                Batches batches = Batches.of(images, raw).batchSize(2)) {
            Map<String, float[]> before = arrays(network);
            assertThat(BatchNormStatistics.renew(network, batches, 100)).isEqualTo(6);
            Map<String, float[]> after = arrays(network);
            assertThat(after.get("bn.running_mean")[0]).isCloseTo(0.5f, within(1e-6f));
            // Of every pair 0.2 apart, as PyTorch estimates it: 2 · 0.1² / (2 − 1).
            assertThat(after.get("bn.running_var")[0]).isCloseTo(0.02f, within(1e-6f));
            for (String name : List.of("bn.weight", "bn.bias", "fc.weight", "fc.bias")) {
                assertThat(after.get(name)).as(name).containsExactly(before.get(name));
            }
            BatchNormStatistics.renew(network, batches, 1);
            assertThat(arrays(network).get("bn.running_mean")[0]).isCloseTo(0.1f, within(1e-6f));
        }
    }

    @Test
    void frozenBatchNormsAreMeasuredTooAndStayFrozen() {
        try (Network network = normThenLinear();
                Batches batches = Batches.of(images, raw).batchSize(2)) {
            network.freeze(List.of("bn"));
            BatchNormStatistics.renew(network, batches, 100);
            assertThat(arrays(network).get("bn.running_mean")[0]).isCloseTo(0.5f, within(1e-6f));
            assertThat(network.frozen()).contains("bn.weight", "bn.running_mean");
        }
    }

    @Test
    void aNetworkWithoutBatchNormHasNothingToMeasure() {
        NetworkSpec spec = NetworkSpec.builder("plain", new FeatureShape(1, 2, 2))
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1);
                Batches batches = Batches.of(images, raw).batchSize(2)) {
            assertThatThrownBy(() -> BatchNormStatistics.renew(network, batches, 2))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessage("Network plain has no batch norm whose statistics could be measured anew.");
        }
    }

    @Test
    void oneImageHasNoVariance() {
        try (Network network = normThenLinear();
                Batches ones = Batches.of(images, raw).batchSize(1);
                Batches tooLarge = Batches.of(images, raw).batchSize(8)) {
            for (Batches batches : List.of(ones, tooLarge)) {
                assertThatThrownBy(() -> BatchNormStatistics.renew(network, batches, 3))
                        .isInstanceOf(FeatureFlowException.class)
                        .hasMessageContaining("at least one batch of at least 2 images");
            }
        }
    }

    @Test
    void noImagesHaveNoStatistics() {
        try (Network network = normThenLinear();
                Batches batches = Batches.of(images, raw).batchSize(2)) {
            assertThatThrownBy(() -> BatchNormStatistics.renew(network, batches, 0))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("at least 1 image, not 0");
        }
    }
}
