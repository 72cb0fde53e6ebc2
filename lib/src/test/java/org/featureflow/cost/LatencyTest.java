package org.featureflow.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void everyNetworkIsMeasuredAtEveryBatchSize() {
        try (Network a = Network.create(Architectures.named("resnet20@0.125"), 1);
                Network b = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            Map<String, Network> both = new LinkedHashMap<>();
            both.put("a", a);
            both.put("b", b);
            List<Timing> timings =
                    Latency.of(both).warmUp(Duration.ZERO).repetitions(3).measure(1, 2);
            assertThat(timings).extracting(Timing::network).containsExactly("a", "b", "a", "b");
            assertThat(timings).extracting(Timing::batch).containsExactly(1, 1, 2, 2);
            assertThat(timings).allSatisfy(t -> {
                assertThat(t.repetitions()).isEqualTo(3);
                assertThat(t.firstQuartile()).isPositive().isLessThanOrEqualTo(t.median());
                assertThat(t.thirdQuartile()).isGreaterThanOrEqualTo(t.median());
            });
        }
    }

    @Test
    void quartilesLieBetweenTheNearestValues() {
        Timing t = Timing.of("x", 10, new double[] {4, 1, 3, 2});
        assertThat(t.firstQuartile()).isCloseTo(1.75, within(1e-12));
        assertThat(t.median()).isCloseTo(2.5, within(1e-12));
        assertThat(t.thirdQuartile()).isCloseTo(3.25, within(1e-12));
        assertThat(t.imagesPerSecond()).isCloseTo(4000, within(1e-9));
    }

    @Test
    void aBatchThatCannotBeIsRefused() {
        try (Network network = Network.create(Architectures.named("vgg11@0.0625"), 1)) {
            Latency latency = Latency.of(Map.of("a", network));
            assertThatThrownBy(() -> latency.measure(0))
                    .isInstanceOf(FeatureFlowException.class)
                    .hasMessageContaining("batch of 0");
        }
    }

    @Test
    void aBatchThatNoArrayHoldsIsRefused() {
        assertThatThrownBy(() -> RandomPixels.of(new FeatureShape(3, 224, 224), 20_000))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessage("A batch of 20000 images of 3×224×224 has more numbers than a Java array holds;"
                        + " use a smaller batch.");
    }

    @Test
    void nothingToMeasureIsRefused() {
        assertThatThrownBy(() -> Latency.of(Map.of()))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("at least one network");
    }
}
