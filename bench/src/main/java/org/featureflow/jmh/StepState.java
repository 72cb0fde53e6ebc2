package org.featureflow.jmh;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.featureflow.engine.EngineSettings;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.regularize.BackwardPass;
import org.featureflow.regularize.Regularizer;
import org.featureflow.train.CrossEntropy;
import org.featureflow.train.DecayScope;
import org.featureflow.train.Sgd;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A network, a random batch of 128 images and an optimiser. */
@State(Scope.Benchmark)
public class StepState {
    private static final int BATCH = 128;

    /** Which network. */
    @Param({"resnet20", "resnet56", "vgg16"})
    public String network;

    private NDManager manager;
    private Network net;
    private Sgd optimizer;
    private NDArray images;
    private NDArray labels;

    /** For JMH. */
    public StepState() {}

    /** Makes network, batch and optimiser. */
    @Setup(Level.Trial)
    public void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        net = Network.create(Architectures.named(network), 1);
        optimizer = Sgd.of(net, 0.9, true, 5e-4, DecayScope.EVERYTHING);
        images = manager.randomNormal(new Shape(BATCH, 32, 32, 3));
        labels = manager.arange(BATCH).mod(10).toType(DataType.INT64, false);
    }

    /** Frees them. */
    @TearDown(Level.Trial)
    public void close() {
        optimizer.close();
        net.close();
        manager.close();
    }

    /**
     * Forward and backward pass.
     *
     * @param penalty what is added to the loss
     */
    void pass(Regularizer penalty) {
        try (NDManager step = manager.newSubManager()) {
            NDArray x = images.transpose(0, 3, 1, 2);
            x.attach(step);
            BackwardPass.run(net, x, logits -> CrossEntropy.of(logits, labels, 0), penalty, 0, 1);
        }
    }

    /** Optimiser step and clearing of the gradients. */
    void update() {
        optimizer.step(1e-3);
        optimizer.clearGradients();
    }
}
