package org.featureflow.regularize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.Map;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Output;
import org.featureflow.nn.ParameterSpec;

/** A float64 network and one step of training it, for checking penalties. */
final class PenaltyBench implements AutoCloseable {
    final Network network;
    private final NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());

    PenaltyBench(NetworkSpec spec) {
        try (Network single = Network.create(spec, 5)) {
            network = single.to(Device.cpu(), DataType.FLOAT64);
        }
    }

    /** Two convolutions with batch norm and a linear layer: conv1 3×2×3×3, conv2 4×3×1×1, linear 2×4. */
    static NetworkSpec small() {
        return NetworkSpec.builder("small", new FeatureShape(2, 4, 4))
                .convolution("conv1", 3, 3, 1)
                .batchNorm("bn1")
                .relu("relu1")
                .convolution("conv2", 4, 1, 1)
                .batchNorm("bn2")
                .relu("relu2")
                .globalAveragePool("pool")
                .flatten("flatten")
                .linear("linear", 2)
                .build();
    }

    void set(String name, double... values) {
        network.array(name).set(DoubleBuffer.wrap(values));
    }

    double[] get(String name) {
        return network.array(name).toDoubleArray();
    }

    void fill(double value) {
        for (var p : network.spec().parameters().entrySet()) {
            if (p.getValue().kind() == ParameterSpec.Kind.WEIGHT) {
                double[] all = new double[(int) p.getValue().size()];
                java.util.Arrays.fill(all, value);
                set(p.getKey(), all);
            }
        }
    }

    double loss(Regularizer regularizer) {
        return loss(regularizer, 0, 1);
    }

    double loss(Regularizer regularizer, long step, long totalSteps) {
        try (NDManager local = manager.newSubManager();
                GradMode on = GradMode.on()) {
            return regularizer.penalty(step(local, step, totalSteps)).loss().getDouble();
        }
    }

    Map<String, double[]> gradients(Regularizer regularizer, long step, long totalSteps) {
        try (NDManager local = manager.newSubManager();
                GradMode on = GradMode.on()) {
            Autograd.backward(regularizer.penalty(step(local, step, totalSteps)).loss());
        }
        Map<String, double[]> all = new java.util.LinkedHashMap<>();
        network.spec().parameters().forEach((name, p) -> {
            if (p.kind().trained()) {
                NDArray leaf = network.array(name);
                try (NDArray g = Autograd.gradient(leaf)) {
                    all.put(name, g.toDoubleArray());
                    Autograd.clearGradient(leaf);
                }
            }
        });
        return all;
    }

    Map<String, double[]> gradients(Regularizer regularizer) {
        return gradients(regularizer, 0, 1);
    }

    TrainingStep step(NDManager local, long step, long totalSteps) {
        NDArray logits = local.zeros(new Shape(1, network.spec().classes()), network.dataType());
        return new TrainingStep(network, null, new Output(logits, java.util.List.of()), step, totalSteps);
    }

    /** Compares every derivative with a central difference. */
    void checkGradients(Regularizer regularizer, long step, long totalSteps) {
        double h = 1e-6;
        gradients(regularizer, step, totalSteps).forEach((name, gradient) -> {
            double[] values = get(name);
            for (int i = 0; i < values.length; i++) {
                double before = values[i];
                values[i] = before + h;
                set(name, values);
                double above = loss(regularizer, step, totalSteps);
                values[i] = before - h;
                set(name, values);
                double below = loss(regularizer, step, totalSteps);
                values[i] = before;
                set(name, values);
                double difference = (above - below) / (2 * h);
                assertThat(gradient[i])
                        .as("derivative by %s[%d]", name, i)
                        .isCloseTo(difference, within(1e-7 * Math.max(1, Math.abs(difference))));
            }
        });
    }

    @Override
    public void close() {
        network.close();
        manager.close();
    }
}
