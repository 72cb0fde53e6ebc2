package org.featureflow.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializationTest {
    private static float[] values(String name, ParameterSpec.Kind kind, long seed, long... shape) {
        return Initialization.values(name, new ParameterSpec("array", kind, new Shape(shape)), seed);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void kernelsAreNormalWithTheVarianceOfKaimingOverTheirOutputs() {
        // 18,432 values: the deviation of their deviation is half a percent.
        float[] v = values("conv.weight", ParameterSpec.Kind.WEIGHT, 1, 64, 32, 3, 3);
        double expected = Math.sqrt(2.0 / (64 * 9));
        assertThat(deviation(v)).isCloseTo(expected, withPercentage(3));
        assertThat(mean(v)).isCloseTo(0, within(5 * expected / Math.sqrt(v.length)));
        int beyond = 0;
        for (float x : v) {
            beyond += Math.abs(x) > 2 * expected ? 1 : 0;
        }
        assertThat((double) beyond / v.length).as("beyond two deviations").isBetween(0.04, 0.052);
    }

    @Test
    void weightsOfLinearLayersAreUniformWithinTheRootOfTheirInputs() {
        float[] v = values("fc.weight", ParameterSpec.Kind.WEIGHT, 1, 100, 64);
        double bound = 1 / Math.sqrt(64);
        double largest = 0;
        for (float x : v) {
            largest = Math.max(largest, Math.abs(x));
        }
        assertThat(largest).isBetween(0.99 * bound, bound);
        assertThat(deviation(v)).isCloseTo(bound / Math.sqrt(3), withPercentage(3));
        assertThat(mean(v)).isCloseTo(0, within(5 * bound / Math.sqrt(3 * v.length)));
    }

    @Test
    void scalesAndVariancesAreOneAndBiasesShiftsAndMeansZero() {
        assertThat(values("bn.weight", ParameterSpec.Kind.SCALE, 1, 3)).containsOnly(1);
        assertThat(values("bn.running_var", ParameterSpec.Kind.RUNNING_VARIANCE, 1, 3))
                .containsOnly(1);
        assertThat(values("fc.bias", ParameterSpec.Kind.BIAS, 1, 3)).containsOnly(0);
        assertThat(values("bn.bias", ParameterSpec.Kind.SHIFT, 1, 3)).containsOnly(0);
        assertThat(values("bn.running_mean", ParameterSpec.Kind.RUNNING_MEAN, 1, 3))
                .containsOnly(0);
    }

    @Test
    void noTwoArraysBeginAlike() {
        List<Float> first = new ArrayList<>();
        for (long seed = 0; seed < 3; seed++) {
            long s = seed;
            Architectures.named("resnet20@0.25").parameters().forEach((name, p) -> {
                if (p.kind() == ParameterSpec.Kind.WEIGHT) {
                    first.add(Initialization.values(name, p, s)[0]);
                }
            });
        }
        assertThat(first).hasSize(60).doesNotHaveDuplicates();
    }
}
