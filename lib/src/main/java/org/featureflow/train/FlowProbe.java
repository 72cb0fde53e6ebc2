package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.HostValues;
import org.featureflow.flow.FeatureFlow;
import org.featureflow.nn.Network;

/**
 * Measures the length of the feature flow (the gradient term with default options) on the same images after every epoch, with or without a
 * penalty on it.
 */
public final class FlowProbe implements ProgressListener {
    private final Network network;
    private final Images images;
    private final Normalization normalization;
    private final Consumer<Double> lengths;

    /**
     * For one training.
     *
     * @param network the network that is trained
     * @param images what to measure on
     * @param normalization what the network sees the pixels through
     * @param lengths told the mean length over the images, once an epoch
     * @throws FeatureFlowException if there are no images, or the network takes images of another shape
     */
    public FlowProbe(Network network, Images images, Normalization normalization, Consumer<Double> lengths) {
        images.requireSome("to measure the flow on");
        images.requireShapeOf(network.spec());
        if (network.spec().taps().isEmpty()) {
            throw new FeatureFlowException(
                    "Network " + network.spec().name() + " has no taps, so there is no flow to measure.");
        }
        this.network = network;
        this.images = images;
        this.normalization = normalization;
        this.lengths = lengths;
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        try (GradMode off = GradMode.off();
                NDManager local = network.manager().newSubManager();
                Batches batches = Batches.of(images, normalization)
                        .batchSize(Math.min(Batches.sizeFor(images), images.count()))) {
            double sum = 0;
            for (Batch batch : batches.epoch(0, local)) {
                try (batch) {
                    NDArray length = FeatureFlow.of(
                                    network.forward(batch.images(), false).features())
                            .gradient();
                    sum += batch.size() * HostValues.doubles(length)[0];
                }
            }
            lengths.accept(sum / images.count());
        }
    }
}
