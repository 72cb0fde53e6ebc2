package org.featureflow.train;

import org.featureflow.nn.Network;

/**
 * What a training produced.
 *
 * @param last the network that was trained, after its last step (the averaged weights if the recipe averages); it belongs to whoever made it
 * @param best a copy as it was after the epoch with the best validation, or after the last if there was none; it belongs to this result
 * @param history all epochs
 */
public record TrainingResult(Network last, Network best, History history) implements AutoCloseable {
    /** Frees the copy {@link #best}. */
    @Override
    public void close() {
        best.close();
    }
}
