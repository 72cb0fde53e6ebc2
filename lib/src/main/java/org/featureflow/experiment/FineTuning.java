package org.featureflow.experiment;

import java.util.List;
import org.featureflow.FeatureFlowException;
import org.featureflow.nn.NetworkSpec;
import org.featureflow.nn.Node;

/**
 * How trained weights are fitted to other images. A run that says nothing of it has none, so that its specification stays what it was before
 * there was fine-tuning.
 *
 * @param newHead whether the last layer is made anew for the classes of the images, with starting weights of the run's seed
 * @param freeze nodes that training keeps as they are, in order of their names, as {@link org.featureflow.nn.Network#freeze} takes them;
 *     a retraining after a cut trains all
 */
public record FineTuning(boolean newHead, List<String> freeze) {
    /** All layers are taken from the file and trained. */
    public static final FineTuning NONE = new FineTuning(false, List.of());

    /** Sorts the nodes. */
    public FineTuning {
        freeze =
                freeze == null ? List.of() : freeze.stream().sorted().distinct().toList();
    }

    /**
     * Refuses a network that cannot be tuned so.
     *
     * @param network its architecture, for the classes of the images
     * @throws FeatureFlowException if it lacks a node, or its new head would stay untrained
     */
    public void requireFit(NetworkSpec network) {
        network.arraysOf(freeze);
        if (newHead) {
            Node head = network.classifier();
            freeze.stream()
                    .filter(name -> network.within(name).contains(head))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new FeatureFlowException("The new head “" + head.name()
                                + "” has to be trained, but freezing “" + name
                                + "” would leave it as it starts; freeze other nodes.");
                    });
        }
    }
}
