package org.featureflow.jmh;

import java.util.concurrent.TimeUnit;
import org.featureflow.regularize.FeatureFlowPenalty;
import org.featureflow.regularize.Penalties;
import org.featureflow.regularize.Regularizer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A step's parts: passes without and with feature flow (closed form and as a graph), the optimiser alone, and all together. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class TrainingStepBenchmark {
    private static final FeatureFlowPenalty FLOW = FeatureFlowPenalty.of(1e-6, 1e-6);
    private static final Regularizer FLOW_AS_GRAPH = FLOW::penalty;

    /** For JMH. */
    public TrainingStepBenchmark() {}

    /**
     * Forward and backward pass without penalty.
     *
     * @param state network and batch
     */
    @Benchmark
    public void plainPass(StepState state) {
        state.pass(Penalties.NONE);
    }

    /**
     * Forward and backward pass with feature flow in closed form.
     *
     * @param state network and batch
     */
    @Benchmark
    public void flowPass(StepState state) {
        state.pass(FLOW);
    }

    /**
     * Forward and backward pass with feature flow as a part of the graph.
     *
     * @param state network and batch
     */
    @Benchmark
    public void flowPassThroughTheGraph(StepState state) {
        state.pass(FLOW_AS_GRAPH);
    }

    /**
     * The optimiser alone, on gradients of zero.
     *
     * @param state network and optimiser
     */
    @Benchmark
    public void optimizer(StepState state) {
        state.update();
    }

    /**
     * A whole step with feature flow.
     *
     * @param state network, batch and optimiser
     */
    @Benchmark
    public void wholeStep(StepState state) {
        state.pass(FLOW);
        state.update();
    }
}
