package org.featureflow.sparsity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.EngineSettings;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.engine.Ops;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.nn.Network;

/** Where along the depth of a network its features move far, and where their path turns. */
public final class FlowProfile {
    private final List<String> taps;
    private final double[] lengths;
    private final double[] sizes;
    private final double[] angles;

    private FlowProfile(List<String> taps) {
        this.taps = taps;
        lengths = new double[taps.size()];
        sizes = new double[taps.size()];
        angles = new double[taps.size()];
    }

    /**
     * Measures every step.
     *
     * @param network a network, used in inference mode
     * @param images what to send through it
     * @param normalization what the network sees the pixels through
     * @return the steps in order of computation; there is none where the shape changes
     * @throws org.featureflow.FeatureFlowException if there are no images, or the network takes images of another shape
     */
    public static List<FlowStep> of(Network network, Images images, Normalization normalization) {
        images.requireSome("to measure the flow on");
        images.requireShapeOf(network.spec());
        FlowProfile sums = new FlowProfile(network.spec().taps());
        try (GradMode off = GradMode.off();
                NDManager manager = EngineSettings.engine().newBaseManager(network.device());
                Batches batches = Batches.of(images, normalization).batchSize(Batches.sizeFor(images))) {
            for (Batch batch : batches.epoch(0, manager)) {
                try (batch) {
                    sums.observe(network.forward(batch.images(), false).features(), batch.size());
                }
            }
        }
        return sums.steps(images.count());
    }

    private void observe(List<NDArray> features, int images) {
        FeatureFlow path = FeatureFlow.of(features, FlowMeter.PATH);
        add(lengths, 1, path.gradients(), images);
        add(angles, 2, path.curvatures(), images);
        for (int l = 0; l < features.size(); l++) {
            sizes[l] += HostValues.doubles(Ops.normPerImage(features.get(l)).sum())[0];
        }
    }

    /** Adds means over a batch to the entries from {@code first} on; entries of null, where there is no step, become NaN. */
    private static void add(double[] sums, int first, List<NDArray> means, int images) {
        for (int i = 0; i < means.size(); i++) {
            NDArray mean = means.get(i);
            sums[first + i] += mean == null ? Double.NaN : images * HostValues.doubles(mean)[0];
        }
    }

    private List<FlowStep> steps(int images) {
        List<FlowStep> steps = new ArrayList<>();
        for (int l = 1; l < taps.size(); l++) {
            if (!Double.isNaN(lengths[l])) {
                double turning = l < 2 ? Double.NaN : angles[l] / images;
                steps.add(new FlowStep(taps.get(l - 1), taps.get(l), lengths[l] / images, sizes[l] / images, turning));
            }
        }
        return steps;
    }
}
