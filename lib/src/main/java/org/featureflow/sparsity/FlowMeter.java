package org.featureflow.sparsity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.featureflow.engine.HostValues;
import org.featureflow.flow.Bend;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.flow.FlowOptions;
import org.featureflow.flow.Norm;
import org.featureflow.nn.FeatureShape;
import org.featureflow.nn.NetworkSpec;

/** Adds up length, chord and turning of every stage while batches pass. */
final class FlowMeter {
    /** Lengths and angles as of a path in space. */
    static final FlowOptions PATH = FlowOptions.DEFAULT.with(Norm.L2).with(Bend.TURNING_ANGLE);

    /** Taps {@code from} to {@code to}, both included, share a shape. */
    private record Run(int from, int to, FeatureShape shape) {}

    private final NetworkSpec spec;
    private List<Run> runs;
    private double[][] sums;
    private double images;

    FlowMeter(NetworkSpec spec) {
        this.spec = spec;
    }

    /** By the arrays: to a spec a vector and a map of one position have one shape. */
    private List<Run> runs(List<NDArray> features) {
        Map<String, FeatureShape> shapes = spec.shapes();
        List<Run> found = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= features.size(); i++) {
            if (i == features.size() || !ofOneImage(features.get(i)).equals(ofOneImage(features.get(from)))) {
                found.add(new Run(from, i - 1, shapes.get(spec.taps().get(from))));
                from = i;
            }
        }
        return found;
    }

    private static Shape ofOneImage(NDArray feature) {
        return feature.getShape().slice(1);
    }

    void observe(List<NDArray> features) {
        if (runs == null) {
            runs = runs(features);
            sums = new double[runs.size()][3];
        }
        double batch = features.get(0).getShape().get(0);
        for (int r = 0; r < runs.size(); r++) {
            Run run = runs.get(r);
            if (run.from == run.to) {
                continue;
            }
            FeatureFlow path = FeatureFlow.of(features.subList(run.from, run.to + 1), PATH);
            FeatureFlow ends = FeatureFlow.of(List.of(features.get(run.from), features.get(run.to)), PATH);
            sums[r][0] += batch * value(path.gradient());
            sums[r][1] += batch * value(ends.gradient());
            sums[r][2] += batch * value(path.curvature());
        }
        images += batch;
    }

    private static double value(NDArray scalar) {
        return HostValues.doubles(scalar)[0];
    }

    /** One entry a stage and a last one over all. */
    List<FlowStage> result() {
        List<String> taps = spec.taps();
        List<FlowStage> stages = new ArrayList<>();
        for (int r = 0; r < runs.size(); r++) {
            Run run = runs.get(r);
            String name = run.from == run.to ? taps.get(run.from) : taps.get(run.from) + " … " + taps.get(run.to);
            double length = sums[r][0] / images;
            double chord = sums[r][1] / images;
            stages.add(new FlowStage(
                    name,
                    run.shape.toString(),
                    run.to - run.from + 1,
                    length,
                    chord,
                    sums[r][2] / images,
                    chord / length));
        }
        stages.add(all(stages));
        return stages;
    }

    private FlowStage all(List<FlowStage> stages) {
        // A single step is straight whatever it is.
        List<FlowStage> bent = stages.stream().filter(s -> s.features() > 2).toList();
        return new FlowStage(
                "all",
                "",
                spec.taps().size(),
                sum(stages, FlowStage::length),
                sum(stages, FlowStage::chord),
                sum(stages, FlowStage::turning),
                sum(bent, FlowStage::chord) / sum(bent, FlowStage::length));
    }

    /** One after the other, so that the sum can be made again from the stages to the last digit. */
    private static double sum(List<FlowStage> stages, ToDoubleFunction<FlowStage> figure) {
        double sum = 0;
        for (FlowStage stage : stages) {
            sum += figure.applyAsDouble(stage);
        }
        return sum;
    }
}
