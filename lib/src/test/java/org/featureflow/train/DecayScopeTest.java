package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.junit.jupiter.api.Test;

class DecayScopeTest {
    @Test
    void ofWeightsAloneNormsBiasesAndSlopesDoNotDecay() {
        NetworkSpec spec = NetworkSpec.builder("net", new FeatureShape(3, 2, 2))
                .convolution("conv", 4, 1, 1)
                .batchNorm("bn")
                .prelu("act")
                .globalAveragePool("gap")
                .linear("fc", 2)
                .build();
        try (Network network = Network.create(spec, 1)) {
            assertThat(Trained.of(network, 0.5, DecayScope.WEIGHTS))
                    .filteredOn(t -> t.decay() != 0)
                    .extracting(Trained::name)
                    .containsExactly("conv.weight", "fc.weight");
            assertThat(Trained.of(network, 0.5, DecayScope.EVERYTHING))
                    .allMatch(t -> t.decay() == 0.5)
                    .extracting(Trained::name)
                    .contains("act.weight");
        }
    }
}
