package org.featureflow.jmh;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.featureflow.engine.Autograd;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.nn.Architectures;
import org.featureflow.nn.Network;
import org.featureflow.nn.Output;
import org.featureflow.regularize.Coefficient;
import org.featureflow.regularize.Regularizer;
import org.featureflow.regularize.Regularizers;
import org.featureflow.regularize.TrainingStep;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a weight penalty adds to a step: its value and its gradients, without the network's own passes. It does not depend on the batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RegularizerBenchmark {
    /** Which network. */
    @Param({"resnet20", "vgg16"})
    public String network;

    /** Which penalty, by its name in the registry. */
    @Param({
        "l1",
        "l2",
        "transformed-l1",
        "hoyer-square",
        "group-lasso",
        "sparse-group-lasso",
        "group-hoyer-square",
        "batch-norm-scale",
        "polarization",
        "growing",
        "orthogonality",
        "double-orthogonality"
    })
    public String regularizer;

    private NDManager manager;
    private Network net;
    private Regularizer penalty;

    /** For JMH. */
    public RegularizerBenchmark() {}

    /** Makes network and penalty. */
    @Setup(Level.Trial)
    public void open() {
        manager = EngineSettings.engine().newBaseManager(Device.cpu());
        net = Network.create(Architectures.named(network), 1);
        penalty = Regularizers.named(regularizer, Coefficient.constant(1e-4));
    }

    /** Frees them. */
    @TearDown(Level.Trial)
    public void close() {
        net.close();
        manager.close();
    }

    /** Value and gradients. */
    @Benchmark
    public void penaltyAndGradients() {
        try (NDManager step = manager.newSubManager();
                GradMode on = GradMode.on()) {
            Output output = new Output(step.zeros(new Shape(1, 10)), List.of());
            Autograd.backward(penalty.penalty(new TrainingStep(net, null, output, 50, 100))
                    .loss());
        }
    }
}
