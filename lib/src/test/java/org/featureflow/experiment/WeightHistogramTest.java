package org.featureflow.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.sparsity.SparsityReport;
import org.junit.jupiter.api.Test;

class WeightHistogramTest {
    private static List<Long> bins(int... one) {
        List<Long> bins = new ArrayList<>(Collections.nCopies(100, 0L));
        for (int bin : one) {
            bins.set(bin, bins.get(bin) + 1);
        }
        return bins;
    }

    /** Bins are tenths of a decade from 1e-8: size s is in bin 10 (8 + log s). */
    @Test
    void everyWeightIsInItsDecadeAndFiltersAreThoseOfConvolutionsAlone() {
        NetworkSpec spec = NetworkSpec.builder("three", new FeatureShape(1, 1, 1))
                .convolution("conv", 2, 1, 1)
                .flatten("flatten")
                .linear("fc", 3)
                .build();
        try (Network network = Network.create(spec, 1);
                GradMode off = GradMode.off()) {
            network.array("conv.weight").set(FloatBuffer.wrap(new float[] {3e-4f, -0.6f}));
            network.array("fc.weight").set(FloatBuffer.wrap(new float[] {0, 200, 0.6f, -6, 1e-9f, 3e-8f}));
            WeightHistogram histogram = WeightHistogram.of(network, SparsityReport.of(network));
            assertThat(histogram.from()).isEqualTo(-8);
            assertThat(histogram.to()).isEqualTo(2);
            // log 3e-4 = -3.52, log 0.6 = -0.22, log 6 = 0.78, log 3e-8 = -7.52; beyond the ends at the ends
            assertThat(histogram.weights()).isEqualTo(bins(44, 77, 0, 99, 77, 87, 0, 4));
            assertThat(histogram.filters()).isEqualTo(bins(44, 77));
        }
    }
}
