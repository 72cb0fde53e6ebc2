package org.featureflow.benchmark;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.Network;
import org.featureflow.regularize.BackwardPass;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.featureflow.train.CrossEntropy;
import org.featureflow.train.DecayScope;
import org.featureflow.train.Optimizer;
import org.featureflow.train.Sgd;

/** Our side of a comparison: reads a number of steps a line, answers with their times in milliseconds, comma-separated. */
public final class StepServer {
    private static final double RATE = 1e-3;

    private StepServer() {}

    /**
     * Serves until the input ends; ends the JVM with code 1 and a sentence if it cannot.
     *
     * @param arguments network, batch, k1, k2
     */
    public static void main(String[] arguments) {
        Turns.main(() -> serve(arguments));
    }

    private static void serve(String[] arguments) throws IOException {
        StepSetting setting = StepSetting.parse(arguments);
        Regularizer penalty =
                setting.regularized() ? FeatureFlowPenalty.of(setting.k1(), setting.k2()) : Penalties.NONE;
        try (Network network = Network.create(Architectures.named(setting.network()), 1);
                NDManager manager = EngineSettings.engine().newBaseManager(Device.cpu());
                Optimizer optimizer = Sgd.of(network, 0.9, true, 5e-4, DecayScope.EVERYTHING)) {
            FeatureShape shape = network.spec().input();
            NDArray images =
                    manager.randomNormal(new Shape(setting.batch(), shape.height(), shape.width(), shape.channels()));
            NDArray labels = manager.arange(setting.batch()).mod(10).toType(DataType.INT64, false);
            Runnable step = () -> step(network, images, labels, penalty, optimizer);
            Turns.serve(line -> new Turns.Turn(step, Integer.parseInt(line.trim())));
        }
    }

    private static void step(
            Network network, NDArray images, NDArray labels, Regularizer penalty, Optimizer optimizer) {
        try (NDManager step = images.getManager().newSubManager()) {
            NDArray x = images.transpose(0, 3, 1, 2);
            x.attach(step);
            BackwardPass.run(network, x, logits -> CrossEntropy.of(logits, labels, 0), penalty, 0, 1);
            optimizer.step(RATE);
            optimizer.clearGradients();
        }
    }
}
