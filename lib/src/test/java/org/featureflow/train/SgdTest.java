package org.featureflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.engine.MemoryFormat;
import org.featureflow.io.Npz;
import org.featureflow.io.StoredTensor;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgdTest {
    @ParameterizedTest
    @CsvSource({"momentum,false", "nesterov,true"})
    void followsPyTorchOverDropsAndCurvesOfTheRate(String trace, boolean nesterov) {
        Map<String, StoredTensor> fixture = Npz.read(Path.of("src/test/resources/reference/sgd.npz"));
        double[] start = fixture.get("start").toDoubles();
        double[] gradients = fixture.get("grads").toDoubles();
        double[] rates = fixture.get("rates").toDoubles();
        double[] expected = fixture.get(trace).toDoubles();
        List<double[]> steps = run(start, gradients, rates, a -> new Sgd(a, 0.9, nesterov), 5e-4);
        for (int k = 0; k < rates.length; k++) {
            double[] row = Arrays.copyOfRange(expected, k * start.length, (k + 1) * start.length);
            assertThat(steps.get(k)).containsExactly(row, within(1e-10));
        }
    }

    @Test
    void withoutMomentumAndDecayItSubtractsRateTimesGradient() {
        double[] end = run(new double[] {1, 2}, new double[] {10, -10}, new double[] {0.1}, a -> new Sgd(a, 0, true), 0)
                .get(0);
        assertThat(end).containsExactly(new double[] {0, 3}, within(1e-15));
    }

    @Test
    void anArrayLargerThanTheCacheIsChangedAsItsPartsAre() {
        int large = 200_003;
        double[] start = new double[large];
        double[] gradients = new double[2 * large];
        for (int i = 0; i < large; i++) {
            start[i] = Math.sin(i);
            gradients[i] = Math.cos(3.0 * i);
            gradients[large + i] = Math.sin(5.0 * i);
        }
        double[] rates = {0.1, 0.03};
        double[] end =
                run(start, gradients, rates, a -> new Sgd(a, 0.9, true), 5e-4).get(1);
        for (int i : new int[] {0, 1, 65_535, 65_536, 131_072, large - 1}) {
            double[] alone = run(
                            new double[] {start[i]},
                            new double[] {gradients[i], gradients[large + i]},
                            rates,
                            a -> new Sgd(a, 0.9, true),
                            5e-4)
                    .get(1);
            assertThat(end[i]).isEqualTo(alone[0]);
        }
    }

    @Test
    void aLargeArrayThatIsTransposedInMemoryIsChangedToo() {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode off = GradMode.off()) {
            NDArray w = manager.zeros(new Shape(300, 400)).transpose();
            w.setRequiresGradient(true);
            try (Sgd sgd = new Sgd(List.of(new Trained("w", w, 0)), 0.9, false)) {
                try (GradMode on = GradMode.on()) {
                    Autograd.backward(manager.ones(new Shape(400, 300)).mul(w).sum());
                }
                sgd.step(1);
            }
            assertThat(w.toFloatArray()).containsOnly(-1f);
        }
    }

    /** In whichever order a weight lies in memory: a velocity that is updated in a copy of its memory would be lost. */
    @ParameterizedTest
    @EnumSource(MemoryFormat.class)
    void largeConvolutionWeightsKeepTheirMomentumFromStepToStep(MemoryFormat format) {
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                GradMode off = GradMode.off()) {
            NDArray w = format.apply(manager.zeros(new Shape(128, 96, 3, 3)));
            w.setRequiresGradient(true);
            try (Sgd sgd = new Sgd(List.of(new Trained("w", w, 0)), 0.5, false)) {
                for (int step = 0; step < 3; step++) {
                    try (GradMode on = GradMode.on()) {
                        Autograd.backward(w.sum());
                    }
                    sgd.step(1);
                    sgd.clearGradients();
                }
                assertThat(HostValues.floats(sgd.state().get("momentum/w"))).containsOnly(1.75f);
            }
            assertThat(HostValues.floats(w)).containsOnly(-(1 + 1.5f + 1.75f));
        }
    }

    @Test
    void adamWFollowsItsFormula() {
        double[] rates = {0.1, 0.05, 0.02};
        double[] gradients = {0.3, -0.7, 0.2};
        double[] expected = new double[3];
        double w = 0.5;
        double mean = 0;
        double square = 0;
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            w -= rates[t - 1] * 0.01 * w;
            mean = 0.9 * mean + 0.1 * g;
            square = 0.999 * square + 0.001 * g * g;
            double meanHat = mean / (1 - Math.pow(0.9, t));
            double squareHat = square / (1 - Math.pow(0.999, t));
            w -= rates[t - 1] * meanHat / (Math.sqrt(squareHat) + 1e-8);
            expected[t - 1] = w;
        }
        List<double[]> steps = run(new double[] {0.5}, gradients, rates, a -> new AdamW(a, 0.9, 0.999), 0.01);
        for (int t = 0; t < 3; t++) {
            assertThat(steps.get(t)[0]).isCloseTo(expected[t], within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decayCanLeaveBatchNormAndBiasesAlone(boolean everything) {
        DecayScope scope = everything ? DecayScope.EVERYTHING : DecayScope.WEIGHTS;
        try (Network network = Network.create(Architectures.named("vgg11@0.125"), 1)) {
            List<String> decayed = Trained.of(network, 0.1, scope).stream()
                    .filter(t -> t.decay() > 0)
                    .map(Trained::name)
                    .toList();
            assertThat(decayed).contains("features.0.weight").doesNotContain("features.1.running_mean");
            assertThat(decayed.contains("features.1.weight")).isEqualTo(everything);
            assertThat(decayed.contains("features.0.bias")).isEqualTo(everything);
        }
    }

    /** Minimises Σ w·g_k in step k, whose gradient is g_k. */
    private static List<double[]> run(
            double[] start, double[] gradients, double[] rates, Function<List<Trained>, Optimizer> make, double decay) {
        List<double[]> trace = new java.util.ArrayList<>();
        try (NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu())) {
            NDArray w = manager.create(start);
            w.setRequiresGradient(true);
            try (Optimizer optimizer = make.apply(List.of(new Trained("w", w, decay)))) {
                for (int k = 0; k < rates.length; k++) {
                    int n = start.length;
                    NDArray g = manager.create(Arrays.copyOfRange(gradients, k * n, (k + 1) * n));
                    try (GradMode on = GradMode.on()) {
                        Autograd.backward(g.mul(w).sum());
                    }
                    optimizer.step(rates[k]);
                    optimizer.clearGradients();
                    trace.add(w.toDoubleArray());
                }
                assertThat(optimizer.steps()).isEqualTo(rates.length);
            }
        }
        return trace;
    }
}
