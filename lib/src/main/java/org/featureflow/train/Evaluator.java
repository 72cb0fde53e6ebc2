package org.featureflow.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.Batch;
import org.featureflow.data.Batches;
import org.featureflow.engine.GradMode;
import org.featureflow.engine.Scalars;
import org.featureflow.nn.Network;

/** Sums up an {@link Evaluation}: the sums stay on the device and are read once, at the end. */
final class Evaluator implements AutoCloseable {
    private final Network network;
    private final NDManager manager;
    private final NDArray top1;
    private final NDArray top5;
    private final NDArray loss;
    /** Of the batches so far; an incomplete last one may be left out. */
    private int images;

    private Evaluator(Network network) {
        this.network = network;
        this.manager = network.manager().newSubManager();
        this.top1 = manager.zeros(new Shape(), DataType.INT64);
        this.top5 = manager.zeros(new Shape(), DataType.INT64);
        this.loss = manager.zeros(new Shape(), DataType.FLOAT64);
    }

    /**
     * Runs a network over batches.
     *
     * @param network in evaluation mode
     * @param batches in order
     * @param logits gets the logits of each batch, one row after the other; null if they are not wanted
     */
    static Evaluation run(Network network, Batches batches, Consumer<float[]> logits) {
        batches.images().requireFit(network.spec());
        if (batches.perEpoch() == 0) {
            throw new FeatureFlowException(
                    "There are no images in " + batches.images().name() + " to evaluate on.");
        }
        try (GradMode off = GradMode.off();
                Evaluator sums = new Evaluator(network)) {
            for (Batch batch : batches.epoch(0, sums.manager)) {
                try (batch) {
                    NDArray out = sums.add(batch);
                    if (logits != null) {
                        logits.accept(out.toType(DataType.FLOAT32, false).toFloatArray());
                    }
                }
            }
            return new Evaluation(
                    sums.images,
                    (double) sums.top1.getLong() / sums.images,
                    (double) sums.top5.getLong() / sums.images,
                    sums.loss.getDouble() / sums.images);
        }
    }

    private NDArray add(Batch batch) {
        images += batch.size();
        NDArray logits = network.forward(batch.images(), false).logits();
        NDArray labels = batch.labels();
        top1.addi(logits.argMax(1).eq(labels).sum());
        int most = Math.min(5, network.spec().classes());
        NDList likely = logits.topK(most, 1, true, false);
        top5.addi(likely.get(1).eq(labels.reshape(labels.size(), 1)).sum());
        NDArray mean = CrossEntropy.of(logits, labels, 0).toType(DataType.FLOAT64, false);
        loss.addi(mean.mul(Scalars.ownedBy(mean.getManager(), DataType.FLOAT64, batch.size())));
        return logits;
    }

    @Override
    public void close() {
        manager.close();
    }
}
