package org.featureflow.nn;

import java.util.List;
import org.featureflow.FeatureFlowException;

/** Where the feature flow of a network is observed: a choice that the published description of feature flow regularisation leaves open. */
public enum Taps {
    /** After every activation that the architecture taps; ours. The features are what the next layer sees, and zeros are possible. */
    ACTIVATION {
        @Override
        public NetworkSpec of(NetworkSpec network) {
            return network;
        }
    },
    /** Before those activations: the outputs of the batch norm or of the residual sum. */
    PRE_ACTIVATION {
        @Override
        public NetworkSpec of(NetworkSpec network) {
            List<String> before = network.taps().stream()
                    .map(tap -> beforeActivation(network, tap))
                    .toList();
            return new NetworkSpec(
                    network.name() + ":pre-activation", network.input(), network.classes(), network.nodes(), before);
        }
    };

    /**
     * The same network, observed here.
     *
     * @param network a network that taps its activations
     * @return a network that computes the same; if its taps differ, its name says so
     * @throws FeatureFlowException if a tap of the network is no activation and has no place before it
     */
    public abstract NetworkSpec of(NetworkSpec network);

    private static String beforeActivation(NetworkSpec network, String tap) {
        Node node = tap.equals(NetworkSpec.INPUT) ? null : network.node(tap);
        if (node == null || !node.layer().isActivation()) {
            throw new FeatureFlowException(
                    "Network " + network.name() + " taps “" + tap
                            + "”, which is no activation, so its flow cannot be observed before its activations; leave the place of its taps as it is (ACTIVATION).");
        }
        return node.inputs().get(0);
    }
}
