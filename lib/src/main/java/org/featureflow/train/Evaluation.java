package org.featureflow.train;

import java.util.Arrays;
import org.featureflow.data.Batches;
import org.featureflow.data.Images;
import org.featureflow.data.Normalization;
import org.featureflow.nn.Network;

/**
 * How well a network does on labelled images, in evaluation mode.
 *
 * @param count number of images
 * @param top1 fraction whose most likely class is the right one, 0 to 1
 * @param top5 fraction whose right class is among the five most likely (or all, if there are fewer), 0 to 1
 * @param loss mean cross-entropy without label smoothing, in nats
 */
public record Evaluation(int count, double top1, double top5, double loss) {
    /**
     * Evaluates a network. It is safe on any thread and leaves no arrays behind.
     *
     * @param network the network, on any device
     * @param images the images, at least one
     * @param normalization what the network sees the pixels through
     * @return the figures
     */
    public static Evaluation of(Network network, Images images, Normalization normalization) {
        try (Batches batches = Batches.of(images, normalization).batchSize(Batches.sizeFor(images))) {
            return of(network, batches);
        }
    }

    /**
     * Evaluates a network on images that are evaluated again and again, whose bytes stay on the device meanwhile.
     *
     * @param network the network
     * @param batches the images in order, without augmentation
     * @return the figures
     */
    public static Evaluation of(Network network, Batches batches) {
        return Evaluator.run(network, batches, null);
    }

    /**
     * Evaluates a network and keeps what it said.
     *
     * @param network the network
     * @param images the images, at least one
     * @param normalization what the network sees the pixels through
     * @return the figures and the logits
     */
    public static WithLogits withLogits(Network network, Images images, Normalization normalization) {
        float[][] rows = new float[images.count()][];
        int classes = network.spec().classes();
        int[] next = {0};
        try (Batches batches = Batches.of(images, normalization).batchSize(Batches.sizeFor(images))) {
            Evaluation evaluation = Evaluator.run(network, batches, logits -> {
                for (int from = 0; from < logits.length; from += classes) {
                    rows[next[0]++] = Arrays.copyOfRange(logits, from, from + classes);
                }
            });
            return new WithLogits(evaluation, rows);
        }
    }

    /**
     * An evaluation and the logits behind it.
     *
     * @param evaluation the figures
     * @param logits one row an image, one column a class
     */
    public record WithLogits(Evaluation evaluation, float[][] logits) {}
}
